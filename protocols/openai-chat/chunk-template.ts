import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

const textFields = ['content', 'reasoning_content', 'reasoning'] as const;
const quote = 0x22;
const backslash = 0x5c;
const firstPrintable = 0x20;
/** Beyond this a chunk is not one token's, and parsing it costs little beside its bytes. */
const maxEventBytes = 4096;

/** Where a text stands between its quotes. */
interface Hole {
  readonly from: number;
  readonly to: number;
}

/**
 * The shape of a stream's ordinary chunk, learned from one that was parsed: the same bytes around one text, and around
 * the padding some providers add (`obfuscation`). A chunk that matches says the same in every field but those, so it
 * need not be parsed: that saves half of what watching a stream costs.
 */
export class ChunkTemplate {
  readonly #sample: Buffer;
  readonly #text: Hole;
  readonly #padding: Hole | null;

  private constructor(sample: Buffer, text: Hole, padding: Hole | null) {
    this.#sample = sample;
    this.#text = text;
    this.#padding = padding;
  }

  /**
   * @param event one whole server-sent event that brought text, needed no mending and did not stop the answer.
   * @param chunk what it was parsed to.
   * @returns `null` when its shape cannot be told from its bytes.
   */
  static learn(event: Buffer, chunk: JsonObject): ChunkTemplate | null {
    if (event.length > maxEventBytes) return null;
    const said = onlyText(chunk);
    const text = said && findHole(event, said.field, said.text, 0);
    if (!text) return null;
    const { obfuscation } = chunk;
    const padding = typeof obfuscation === 'string' ? findHole(event, 'obfuscation', obfuscation, text.to) : null;
    if (padding === null && obfuscation !== undefined) return null;
    // A copy: the event is a view on a network buffer hundreds of times its size.
    const sample = Buffer.allocUnsafeSlow(event.length);
    event.copy(sample);
    return new ChunkTemplate(sample, text, padding);
  }

  /** Whether the bytes are one event of exactly this shape, with some text that is not empty. */
  matches(event: Buffer): boolean {
    if (event.length > maxEventBytes || event.length <= this.#text.from) return false;
    const sample = this.#sample;
    const text = this.#text;
    const padding = this.#padding;
    if (event.compare(sample, 0, text.from, 0, text.from) !== 0) return false;
    const textEnd = endOfText(event, text.from);
    if (textEnd <= text.from) return false;
    const middleLength = (padding === null ? sample.length : padding.from) - text.to;
    const middleEnd = textEnd + middleLength;
    if (middleEnd > event.length) return false;
    if (event.compare(sample, text.to, text.to + middleLength, textEnd, middleEnd) !== 0) return false;
    if (padding === null) return middleEnd === event.length;
    const paddingEnd = endOfText(event, middleEnd);
    const tailLength = sample.length - padding.to;
    if (paddingEnd < 0 || paddingEnd + tailLength !== event.length) return false;
    return event.compare(sample, padding.to, sample.length, paddingEnd, event.length) === 0;
  }
}

/** The one text of an ordinary chunk: one choice, not stopped, no usage, no error. */
function onlyText(chunk: JsonObject): { readonly field: string; readonly text: string } | null {
  const { choices, usage, error } = chunk;
  if (!Array.isArray(choices) || choices.length !== 1 || isJsonObject(usage) || error) return null;
  const choice: unknown = choices[0];
  if (!isJsonObject(choice) || choice.finish_reason || !isJsonObject(choice.delta)) return null;
  const { delta } = choice;
  const said = Object.entries(delta).filter(([name, value]) => name !== 'role' && value !== null && value !== '');
  const [only] = said;
  if (!only || said.length > 1) return null;
  const [field, text] = only;
  return textFields.some((name) => name === field) && typeof text === 'string' ? { field, text } : null;
}

/** Where the field's text stands, if its bytes are the text itself and the field's name stands there only once. */
function findHole(event: Buffer, field: string, text: string, after: number): Hole | null {
  for (const opening of [`"${field}":"`, `"${field}": "`]) {
    const at = event.indexOf(opening, after);
    if (at < 0) continue;
    const from = at + opening.length;
    const to = from + Buffer.byteLength(text);
    const isItself = event.toString('utf8', from, to) === text && endOfText(event, from) === to;
    return isItself && event.indexOf(opening, to) < 0 ? { from, to } : null;
  }
  return null;
}

/** Where the quote that ends a text stands; -1 when there is none, or anything in the text is escaped or unprintable. */
function endOfText(event: Buffer, from: number): number {
  for (let at = from; at < event.length; at++) {
    const byte = event[at] ?? 0;
    if (byte === quote) return at;
    if (byte === backslash || byte < firstPrintable) return -1;
  }
  return -1;
}
