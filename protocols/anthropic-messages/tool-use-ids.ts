import { toolUseId } from './tool-use-id.ts';

/**
 * Gives every tool call of one request an id of its own: the client's, in letters the format takes, and numbered where
 * another call has that one already. Some clients use an id again in each turn; a result belongs to its latest call.
 */
export class ToolUseIds {
  readonly #used = new Set<string>();
  readonly #latest = new Map<string, string>();

  forCall(id: string): string {
    let given = toolUseId(id);
    // Numbered before it is written in other letters: what is read again must be what was written.
    for (let copy = 2; this.#used.has(given); copy += 1) given = toolUseId(`${id}_${copy}`);
    this.#used.add(given);
    this.#latest.set(id, given);
    return given;
  }

  forResult(id: string): string {
    return this.#latest.get(id) ?? toolUseId(id);
  }
}
