import type { OptionName } from '../../core/conversation/conversation-request.ts';
import { pathOf } from '../../core/conversation/paths.ts';
import { listNames } from '../../core/errors/list-names.ts';
import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';
import { parameterNames } from './parameter-names.ts';

/** Collects what a request loses on its way into this format: what is rewritten, and what has no equivalent. */
export class RequestLosses {
  readonly #dropUnsupported: boolean;
  // Made when first needed: nearly every request loses nothing.
  #changes: Set<string> | null = null;
  #options: Set<OptionName> | null = null;
  #fields: Set<string> | null = null;
  #details: Set<string> | null = null;

  constructor(dropUnsupported: boolean) {
    this.#dropUnsupported = dropUnsupported;
  }

  /** Something is sent differently, or left out without harm. */
  changed(change: string): void {
    this.#changes = withItem(this.#changes, change);
  }

  /** An option has no equivalent; `detail` names the part of it that has none. */
  option(option: OptionName, detail: string | null = null): void {
    this.#options = withItem(this.#options, option);
    if (detail !== null) this.#details = withItem(this.#details, detail);
    this.changed(`${detail ?? parameterNames[option]} dropped`);
  }

  /** Something in the messages has no equivalent; named by where the client has it, where that is known. */
  part(part: object, detail: string): void {
    const path = pathOf(part);
    if (path === null) {
      this.option('messages', detail);
      return;
    }
    this.#fields = withItem(this.#fields, path);
    this.#details = withItem(this.#details, detail);
    this.changed(`${detail} dropped`);
  }

  /** A field of the client's that nobody here knows. */
  field(name: string): void {
    this.#fields = withItem(this.#fields, name);
    this.changed(`${name} dropped`);
  }

  /** @throws UnsupportedOptions with everything that has no equivalent, unless it may be dropped. */
  settle(): readonly string[] {
    if (!this.#dropUnsupported && (this.#options !== null || this.#fields !== null)) {
      const reason = this.#details === null ? null : `no equivalent for ${listNames([...this.#details])}`;
      throw new UnsupportedOptions([...(this.#options ?? [])], [...(this.#fields ?? [])], reason);
    }
    return this.#changes === null ? nothing : [...this.#changes];
  }
}

const nothing: readonly string[] = [];

function withItem<Item>(items: Set<Item> | null, item: Item): Set<Item> {
  return items === null ? new Set([item]) : items.add(item);
}
