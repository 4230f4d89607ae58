import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import { isAdvisory } from './advisory-fields.ts';
import type { ObjectReader } from './object-reader.ts';
import { protocolName } from './protocol-name.ts';

/** What a client sent that the neutral model has no word for, by its path, for other formats' targets to leave out or refuse by name. */
export class UnknownFields {
  readonly #unknown = new Map<string, unknown>();
  readonly #advisory = new Map<string, unknown>();

  add(path: string, value: unknown): void {
    // An empty list asks for nothing.
    if (Array.isArray(value) && value.length === 0) return;
    (isAdvisory(path) ? this.#advisory : this.#unknown).set(path, value);
  }

  /** A field that an answer can do without here, whatever is thought of it elsewhere. */
  advise(path: string, value: unknown): void {
    this.#advisory.set(path, value);
  }

  addRest(reader: ObjectReader): void {
    for (const [key, value] of Object.entries(reader.rest())) this.add(reader.pathOf(key), value);
  }

  toRecords(): Pick<ConversationRequest, 'unknown' | 'advisory' | 'fieldsProtocol'> {
    if (this.#unknown.size + this.#advisory.size === 0) return {};
    return {
      ...(this.#unknown.size > 0 && { unknown: Object.fromEntries(this.#unknown) }),
      ...(this.#advisory.size > 0 && { advisory: Object.fromEntries(this.#advisory) }),
      fieldsProtocol: protocolName,
    };
  }
}
