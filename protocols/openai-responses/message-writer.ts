import type { OpaqueData } from '../../core/conversation/part.ts';
import type { TokenLogprob } from '../../core/conversation/token-logprob.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { EventWriter } from './event-writer.ts';
import type { ItemWriter, PartEnd } from './item-writer.ts';
import { encodeContentPart, encodeLogprobs, type ItemStatus, messageItem } from './output-items.ts';
import { otherFields, readWireData } from './wire-data.ts';

interface SpokenPart {
  readonly type: 'text' | 'refusal';
  readonly contentIndex: number;
  /** Up to the text of its delta events. */
  readonly head: string;
  readonly pieces: string[];
  readonly logprobs: TokenLogprob[];
}

const writtenFields: ReadonlySet<string> = new Set(['id', 'status']);

/** A message of one or more texts and refusals. */
export class MessageWriter implements ItemWriter {
  readonly outputIndex: number;
  readonly #id: string;
  readonly #events: EventWriter;
  readonly #extras: JsonObject;
  readonly #open = new Map<number, SpokenPart>();
  readonly #content: JsonObject[] = [];

  constructor(id: string, outputIndex: number, events: EventWriter, opaque: OpaqueData | undefined) {
    this.#id = id;
    this.outputIndex = outputIndex;
    this.#events = events;
    this.#extras = otherFields(readWireData(opaque).message ?? {}, writtenFields) ?? {};
  }

  get isOpen(): boolean {
    return this.#open.size > 0;
  }

  item(status: ItemStatus): JsonObject {
    return messageItem(this.#id, status, this.#content, this.#extras);
  }

  beginPart(partIndex: number, type: 'text' | 'refusal'): string {
    const contentIndex = this.#content.length;
    const part = encodeContentPart({ type, text: '' });
    this.#content.push(part);
    const place = { item_id: this.#id, output_index: this.outputIndex, content_index: contentIndex };
    const head = `${JSON.stringify(place).slice(1, -1)},"delta":`;
    this.#open.set(partIndex, { type, contentIndex, head, pieces: [], logprobs: [] });
    return this.#events.write('response.content_part.added', { ...place, part });
  }

  delta(partIndex: number, text: string, logprobs: readonly TokenLogprob[] = []): string {
    const part = this.#open.get(partIndex);
    if (part === undefined) return '';
    part.pieces.push(text);
    part.logprobs.push(...logprobs);
    if (part.type === 'refusal')
      return this.#events.writeText('response.refusal.delta', part.head + JSON.stringify(text));
    return this.#events.writeText(
      'response.output_text.delta',
      `${part.head}${JSON.stringify(text)},"logprobs":${logprobs.length === 0 ? '[]' : JSON.stringify(encodeLogprobs(logprobs))}`,
    );
  }

  endPart(partIndex: number, { opaque }: PartEnd): string {
    const open = this.#open.get(partIndex);
    if (open === undefined) return '';
    this.#open.delete(partIndex);
    const text = open.pieces.join('');
    const part = encodeContentPart({
      type: open.type,
      text,
      logprobs: open.logprobs,
      ...(opaque === undefined ? {} : { opaque }),
    });
    this.#content[open.contentIndex] = part;
    const place = { item_id: this.#id, output_index: this.outputIndex, content_index: open.contentIndex };
    const annotations = Array.isArray(part.annotations) ? part.annotations : [];
    const cited = annotations.map((annotation: unknown, index) =>
      this.#events.write('response.output_text.annotation.added', { ...place, annotation_index: index, annotation }),
    );
    const done =
      open.type === 'refusal'
        ? this.#events.write('response.refusal.done', { ...place, refusal: text })
        : this.#events.write('response.output_text.done', { ...place, text, logprobs: part.logprobs });
    return cited.join('') + done + this.#events.write('response.content_part.done', { ...place, part });
  }
}
