import type { OptionName } from '../../core/conversation/conversation-request.ts';
import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';
import { parameterNames } from './parameter-names.ts';

/** Collects what a request loses on its way into this format: what is rewritten, and what has no equivalent. */
export class RequestLosses {
  readonly #dropUnsupported: boolean;
  // Lists, not sets: nearly every request loses nothing, and an empty list costs nothing.
  readonly #changes: string[] = [];
  readonly #options: OptionName[] = [];
  readonly #fields: string[] = [];
  readonly #details: string[] = [];

  constructor(dropUnsupported: boolean) {
    this.#dropUnsupported = dropUnsupported;
  }

  /** Something is sent differently, or left out without harm. */
  changed(change: string): void {
    addOnce(this.#changes, change);
  }

  /** An option has no equivalent; `detail` names the part of it that has none. */
  option(option: OptionName, detail: string | null = null): void {
    addOnce(this.#options, option);
    if (detail !== null) addOnce(this.#details, detail);
    addOnce(this.#changes, `${detail ?? parameterNames[option]} dropped`);
  }

  /** A field of the client's that nobody here knows. */
  field(name: string): void {
    addOnce(this.#fields, name);
    addOnce(this.#changes, `${name} dropped`);
  }

  /** @throws UnsupportedOptions with everything that has no equivalent, unless it may be dropped. */
  settle(): readonly string[] {
    if (!this.#dropUnsupported && this.#options.length + this.#fields.length > 0) {
      const reason = this.#details.length === 0 ? null : `no equivalent for ${this.#details.join(', ')}`;
      throw new UnsupportedOptions(this.#options, this.#fields, reason);
    }
    return this.#changes;
  }
}

function addOnce<Item>(list: Item[], item: Item): void {
  if (!list.includes(item)) list.push(item);
}
