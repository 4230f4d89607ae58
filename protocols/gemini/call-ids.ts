import type { ToolCallPart } from '../../core/conversation/part.ts';

const prefix = 'gemini_';

/**
 * An id for a tool call that came without one: the same whenever the same answer is read, and short enough for every
 * other provider to take.
 * @param answerId the provider's id of the answer, which keeps calls of different answers apart.
 * @param position of the call among the calls of the answer, from 0.
 */
export function makeUpCallId(answerId: string | null, position: number): string {
  const answer = (answerId ?? '').replace(/[^A-Za-z0-9_-]/g, '').slice(0, 28);
  return `${prefix}${answer === '' ? 'call' : answer}_${position}`;
}

/** Whether the provider itself never gave this id, and so must not see it. */
export function isMadeUpCallId(id: string): boolean {
  return id.startsWith(prefix);
}

/** The calls of one conversation by their ids, for results name the call's id alone. */
export class CallIds {
  readonly #sendsIds: boolean;
  readonly #latest = new Map<string, KnownCall>();
  #count = 0;

  /** @param sendsIds whether the place takes ids at all. */
  constructor(sendsIds: boolean) {
    this.#sendsIds = sendsIds;
  }

  addCall(part: ToolCallPart): { readonly id?: string } {
    const { id } = part;
    this.#latest.set(id, { name: part.name, position: this.#count });
    this.#count += 1;
    return this.#wireId(id);
  }

  /** The latest call of that id: some clients use an id again in each turn. `null` when none came before. */
  findCall(id: string): (KnownCall & { readonly wireId: { readonly id?: string } }) | null {
    const call = this.#latest.get(id);
    return call === undefined ? null : { ...call, wireId: this.#wireId(id) };
  }

  #wireId(id: string): { readonly id?: string } {
    return this.#sendsIds && !isMadeUpCallId(id) ? { id } : {};
  }
}

interface KnownCall {
  readonly name: string;
  /** Among all calls of the conversation; results stand in the order of their calls. */
  readonly position: number;
}
