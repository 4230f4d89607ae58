import type { WirePart } from './wire-part.ts';

export interface WireContent {
  readonly role: 'user' | 'model';
  readonly parts: WirePart[];
}

interface Turn {
  readonly role: WireContent['role'];
  readonly results: { readonly position: number; readonly parts: readonly WirePart[] }[];
  readonly parts: WirePart[];
}

/**
 * Puts parts into the turns the provider wants: consecutive turns of one role are one, tool results stand at its head,
 * in the order of their calls, for without ids that is what matches them.
 */
export class ContentList {
  readonly #turns: Turn[] = [];

  add(role: WireContent['role'], parts: readonly WirePart[]): void {
    if (parts.length > 0) this.#turn(role).parts.push(...parts);
  }

  /** @param position of the call among the calls of the conversation. */
  addResult(position: number, parts: readonly WirePart[]): void {
    this.#turn('user').results.push({ position, parts });
  }

  contents(): WireContent[] {
    return this.#turns.map(({ role, results, parts }) => ({
      role,
      parts: [...results.sort((one, other) => one.position - other.position).flatMap(({ parts }) => parts), ...parts],
    }));
  }

  #turn(role: WireContent['role']): Turn {
    const last = this.#turns.at(-1);
    if (last?.role === role) return last;
    const turn: Turn = { role, results: [], parts: [] };
    this.#turns.push(turn);
    return turn;
  }
}
