import type { OptionName } from '../../core/conversation/conversation-request.ts';
import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';
import { parameterNames } from './parameter-names.ts';

/** Collects what a request loses on its way into this format: what is rewritten, and what has no equivalent. */
export class RequestLosses {
  readonly #dropUnsupported: boolean;
  readonly #changes = new Set<string>();
  readonly #options = new Set<OptionName>();
  readonly #fields = new Set<string>();
  readonly #details = new Set<string>();

  constructor(dropUnsupported: boolean) {
    this.#dropUnsupported = dropUnsupported;
  }

  /** Something is sent differently, or left out without harm. */
  changed(change: string): void {
    this.#changes.add(change);
  }

  /** An option has no equivalent; `detail` names the part of it that has none. */
  option(option: OptionName, detail: string | null = null): void {
    this.#options.add(option);
    if (detail !== null) this.#details.add(detail);
    this.#changes.add(`${detail ?? parameterNames[option]} dropped`);
  }

  /** A field of the client's that nobody here knows. */
  field(name: string): void {
    this.#fields.add(name);
    this.#changes.add(`${name} dropped`);
  }

  /** @throws UnsupportedOptions with everything that has no equivalent, unless it may be dropped. */
  settle(): readonly string[] {
    if (!this.#dropUnsupported && this.#options.size + this.#fields.size > 0) {
      const reason = this.#details.size === 0 ? null : `no equivalent for ${[...this.#details].join(', ')}`;
      throw new UnsupportedOptions([...this.#options], [...this.#fields], reason);
    }
    return [...this.#changes];
  }
}
