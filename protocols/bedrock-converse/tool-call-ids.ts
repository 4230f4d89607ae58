import { textHash } from '../../core/routing/plan/text-hash.ts';
import type { ModelFamily } from './model-family.ts';

/**
 * Gives every tool call of one request an id the model accepts: its own where that is allowed and unused, else nine
 * letters and digits made from it, the same in every later request. Some clients reuse an id in each turn, which
 * Claude refuses; a result belongs to the latest call of its id.
 */
export class ToolCallIds {
  readonly #accepted: RegExp;
  readonly #used = new Set<string>();
  readonly #latest = new Map<string, string>();

  constructor(family: ModelFamily) {
    this.#accepted = family === 'mistral' ? /^[a-zA-Z0-9]{9}$/ : /^[a-zA-Z0-9_-]{1,64}$/;
  }

  forCall(id: string): string {
    let given = id;
    for (let salt = 0; !this.#accepted.test(given) || this.#used.has(given); salt += 1) {
      given = textHash([id, String(salt)]).slice(0, 9);
    }
    this.#used.add(given);
    this.#latest.set(id, given);
    return given;
  }

  /** @returns `null` when no call of that id came before. */
  forResult(id: string): string | null {
    return this.#latest.get(id) ?? null;
  }
}
