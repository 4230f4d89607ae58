import type { OptionName } from '../../core/conversation/conversation-request.ts';
import { optionField } from '../../core/conversation/option-field.ts';
import { pathOf } from '../../core/conversation/paths.ts';
import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';

/** What an encoded request differs in from the one asked for: told in `changes`, or refused all at once at the end. */
export class RequestNotes {
  readonly #dropUnsupported: boolean;
  readonly #changes = new Set<string>();
  readonly #options = new Set<OptionName>();
  readonly #fields = new Set<string>();
  readonly #reasons = new Set<string>();

  constructor(dropUnsupported: boolean) {
    this.#dropUnsupported = dropUnsupported;
  }

  /** Something was rewritten or left out that need not be refused; said once. */
  changed(clause: string): void {
    this.#changes.add(clause);
  }

  /** Something without an equivalent: left out and said where the operator allows it, else refused by `settle`. */
  unsupported(option: OptionName, reason: string | null = null): void {
    if (this.#dropUnsupported) this.changed(`${wordOf(option)} dropped${reason === null ? '' : `: ${reason}`}`);
    else this.refused(option, reason);
  }

  /** As `unsupported` for something in the messages, named by where the client has it, where that is known. */
  unsupportedPart(part: object, reason: string): void {
    const path = pathOf(part);
    if (this.#dropUnsupported || path === null) {
      this.unsupported('messages', reason);
      return;
    }
    this.#fields.add(path);
    this.#reasons.add(reason);
  }

  /** Something that cannot be left out without answering another question: always refused. */
  refused(option: OptionName, reason: string | null): void {
    this.#options.add(option);
    if (reason !== null) this.#reasons.add(reason);
  }

  /** As `refused` for a message or a part of one, named by where the client has it, where that is known. */
  refusedPart(part: object | undefined, reason: string): void {
    const path = part === undefined ? null : pathOf(part);
    if (path === null) {
      this.refused('messages', reason);
      return;
    }
    this.#fields.add(path);
    this.#reasons.add(reason);
  }

  /** A field of the client's own format, or the path to it. */
  unknownField(field: string): void {
    if (this.#dropUnsupported) this.changed(`${/^[\w.[\]-]{1,64}$/.test(field) ? field : 'an unknown field'} dropped`);
    else this.#fields.add(field);
  }

  /**
   * What was changed, in the order it happened.
   * @throws UnsupportedOptions naming everything that was refused.
   */
  settle(): readonly string[] {
    if (this.#options.size + this.#fields.size > 0) {
      const reason = this.#reasons.size === 0 ? null : [...this.#reasons].join('; ');
      throw new UnsupportedOptions([...this.#options], [...this.#fields], reason);
    }
    return [...this.#changes];
  }
}

function wordOf(option: OptionName): string {
  return option === 'messages' ? 'a message part' : optionField(option);
}
