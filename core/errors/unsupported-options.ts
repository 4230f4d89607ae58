import type { OptionName } from '../conversation/conversation-request.ts';
import { listNames } from './list-names.ts';

/**
 * Thrown by a codec that has no equivalent for options of a request.
 * `options` are neutral names, `fields` the client's own names of fields nobody here knows.
 * The client's codec turns the neutral names into the client's before anybody reads them.
 */
export class UnsupportedOptions extends Error {
  override readonly name = 'UnsupportedOptions';
  readonly options: readonly OptionName[];
  readonly fields: readonly string[];
  /** Why, when it is more than "no equivalent": the capability that is missing. */
  readonly reason: string | null;

  constructor(options: readonly OptionName[], fields: readonly string[], reason: string | null = null) {
    super(`unsupported: ${listNames([...options, ...fields])}`);
    this.options = options;
    this.fields = fields;
    this.reason = reason;
  }
}
