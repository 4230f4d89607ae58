import type { OptionName } from '../../core/conversation/conversation-request.ts';
import { pathOf } from '../../core/conversation/paths.ts';
import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';

/** What an encoded request differs in from the one asked for: told in `changes`, or refused all at once at the end. */
export class RequestNotes {
  readonly changes: string[] = [];
  /** The same, to find them in: a client can send thousands of fields. */
  readonly #said = new Set<string>();
  readonly #dropUnsupported: boolean;
  readonly #options = new Set<OptionName>();
  readonly #fields: string[] = [];
  readonly #reasons = new Set<string>();

  constructor(dropUnsupported: boolean) {
    this.#dropUnsupported = dropUnsupported;
  }

  /** Something was rewritten or left out that need not be refused; said once. */
  changed(clause: string): void {
    if (this.#said.has(clause)) return;
    this.#said.add(clause);
    this.changes.push(clause);
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
    this.#fields.push(path);
    this.#reasons.add(reason);
  }

  /** Something that cannot be left out without answering another question: always refused. */
  refused(option: OptionName, reason: string | null): void {
    this.#options.add(option);
    if (reason !== null) this.#reasons.add(reason);
  }

  unknownField(field: string): void {
    if (this.#dropUnsupported) this.changed(`${field} dropped`);
    else this.#fields.push(field);
  }

  /** @throws UnsupportedOptions naming everything that was refused. */
  settle(): void {
    if (this.#options.size === 0 && this.#fields.length === 0) return;
    const reason = this.#reasons.size === 0 ? null : [...this.#reasons].join('; ');
    throw new UnsupportedOptions([...this.#options], this.#fields, reason);
  }
}

/** What was left out, in the words most clients use. */
function wordOf(option: OptionName): string {
  if (option === 'choiceCount') return 'n';
  if (option === 'messages') return 'a message part';
  return option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
