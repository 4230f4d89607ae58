import type { OpaqueData } from '../../core/conversation/part.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { EventWriter } from './event-writer.ts';
import type { ItemWriter, PartEnd } from './item-writer.ts';
import { type ItemStatus, reasoningItem } from './output-items.ts';

/** Reasoning, its text told as one summary. */
export class ReasoningWriter implements ItemWriter {
  readonly outputIndex: number;
  isOpen = true;
  readonly #id: string;
  readonly #events: EventWriter;
  readonly #redacted: string | undefined;
  readonly #writtenBy: string | undefined;
  readonly #pieces: string[] = [];
  #signature: string | undefined;
  #opaque: OpaqueData | undefined;

  constructor(
    id: string,
    outputIndex: number,
    events: EventWriter,
    { redacted, writtenBy }: { readonly redacted: string | undefined; readonly writtenBy: string | undefined },
  ) {
    this.#id = id;
    this.outputIndex = outputIndex;
    this.#events = events;
    this.#redacted = redacted;
    this.#writtenBy = writtenBy;
  }

  item(status: ItemStatus): JsonObject {
    const part = {
      type: 'reasoning' as const,
      text: this.#pieces.join(''),
      ...(this.#signature === undefined ? {} : { signature: this.#signature }),
      ...(this.#redacted === undefined ? {} : { redacted: this.#redacted }),
      ...(this.#opaque === undefined ? {} : { opaque: this.#opaque }),
    };
    return reasoningItem(this.#id, status === 'in_progress' ? status : null, part, this.#writtenBy);
  }

  delta(_: number, text: string): string {
    if (!this.isOpen) return '';
    const place = this.#place();
    const begins =
      this.#pieces.length > 0
        ? ''
        : this.#events.write('response.reasoning_summary_part.added', { ...place, part: summary('') });
    this.#pieces.push(text);
    return begins + this.#events.write('response.reasoning_summary_text.delta', { ...place, delta: text });
  }

  endPart(_: number, { signature, opaque }: PartEnd): string {
    if (!this.isOpen) return '';
    this.isOpen = false;
    this.#signature = signature;
    this.#opaque = opaque;
    if (this.#pieces.length === 0) return '';
    const text = this.#pieces.join('');
    const place = this.#place();
    return (
      this.#events.write('response.reasoning_summary_text.done', { ...place, text }) +
      this.#events.write('response.reasoning_summary_part.done', { ...place, part: summary(text) })
    );
  }

  #place(): JsonObject {
    return { item_id: this.#id, output_index: this.outputIndex, summary_index: 0 };
  }
}

function summary(text: string): JsonObject {
  return { type: 'summary_text', text };
}
