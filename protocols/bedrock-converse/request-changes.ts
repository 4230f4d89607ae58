import type { OptionName } from '../../core/conversation/conversation-request.ts';
import { optionField } from '../../core/conversation/option-field.ts';
import { pathOf } from '../../core/conversation/paths.ts';
import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';

/** Collects, while a request is encoded, what was changed for the model and what it cannot take. */
export class RequestChanges {
  readonly #dropUnsupported: boolean;
  readonly #said = new Set<string>();
  readonly #options = new Set<OptionName>();
  readonly #fields = new Set<string>();
  readonly #reasons = new Set<string>();

  constructor(dropUnsupported: boolean) {
    this.#dropUnsupported = dropUnsupported;
  }

  /** Notes a rewriting, once however often it happens. */
  say(clause: string): void {
    this.#said.add(clause);
  }

  /**
   * An option without equivalent: changed as the clause says where that is allowed, else refused with all the others.
   * @param clause default: the option is dropped.
   */
  refuse(option: OptionName, reason: string | null = null, clause = `${optionField(option)} dropped`): void {
    if (this.#dropUnsupported) this.say(clause);
    else this.#refused(option, reason);
  }

  /** As `refuse` for something in the messages, named by where the client has it, where that is known. */
  refusePart(part: object, reason: string, clause: string): void {
    const path = pathOf(part);
    if (this.#dropUnsupported || path === null) {
      this.refuse('messages', reason, clause);
      return;
    }
    this.#fields.add(path);
    this.#reasons.add(reason);
  }

  /**
   * A part of the messages nobody may leave out unasked: refused whatever is allowed.
   * @param part named by where the client has it, where that is known.
   */
  refuseMessages(reason: string, part?: object): void {
    const path = part === undefined ? null : pathOf(part);
    if (path === null) {
      this.#refused('messages', reason);
      return;
    }
    this.#fields.add(path);
    this.#reasons.add(reason);
  }

  /** A field of the client's own protocol. */
  refuseField(name: string): void {
    if (this.#dropUnsupported) this.say(`${/^[\w.-]{1,64}$/.test(name) ? name : 'an unknown field'} dropped`);
    else this.#fields.add(name);
  }

  /**
   * What was changed, in the order it happened.
   * @throws UnsupportedOptions naming everything that was refused.
   */
  finish(): readonly string[] {
    if (this.#options.size + this.#fields.size > 0) {
      const reason = this.#reasons.size === 0 ? null : [...this.#reasons].join('; ');
      throw new UnsupportedOptions([...this.#options], [...this.#fields], reason);
    }
    return [...this.#said];
  }

  #refused(option: OptionName, reason: string | null): void {
    this.#options.add(option);
    if (reason !== null) this.#reasons.add(reason);
  }
}
