import type { ConversationEvent, StreamedPart } from '../../core/conversation/conversation-event.ts';
import { isJson } from '../../core/conversation/is-json.ts';
import type { OpaqueData } from '../../core/conversation/part.ts';
import { readLogprobs } from '../openai-chat/logprobs.ts';

/** Tells the events of parts, each with its own index. */
export class PartLine {
  #next = 0;

  begin(part: StreamedPart, opaque: OpaqueData | null): OpenPart {
    return new OpenPart(this.#next++, part, opaque);
  }
}

/** One part on its way to the reader. */
export class OpenPart {
  readonly begins: ConversationEvent;
  readonly #index: number;
  readonly #isJson: boolean;
  #text = '';
  #hasText = false;
  #hasEnded = false;

  constructor(index: number, part: StreamedPart, opaque: OpaqueData | null) {
    this.#index = index;
    this.#isJson = part.type === 'tool-call' && part.kind === 'function';
    this.begins = { type: 'part-begins', index, part, ...(opaque === null ? {} : { opaque }) };
  }

  get hasText(): boolean {
    return this.#hasText;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Whether a function's input, now whole, is not JSON. */
  get isCut(): boolean {
    return this.#isJson && this.#text !== '' && !isJson(this.#text);
  }

  delta(text: unknown, list?: unknown): ConversationEvent[] {
    if (typeof text !== 'string' || this.#hasEnded) return [];
    const logprobs = readLogprobs(list);
    if (text === '' && logprobs === undefined) return [];
    this.#hasText = true;
    if (this.#isJson) this.#text += text;
    return [{ type: 'part-delta', index: this.#index, text, ...(logprobs === undefined ? {} : { logprobs }) }];
  }

  /** @param whole the part's text, for servers that never streamed it. */
  end(whole: unknown, opaque: OpaqueData | null, { list, signature }: PartEnding = {}): ConversationEvent[] {
    if (this.#hasEnded) return [];
    const missing = this.#hasText ? [] : this.delta(whole, list);
    this.#hasEnded = true;
    const signed = signature === undefined ? {} : { signature };
    return [...missing, { type: 'part-ends', index: this.#index, ...signed, ...(opaque === null ? {} : { opaque }) }];
  }
}

export interface PartEnding {
  /** Logprobs of a text that was never streamed. */
  readonly list?: unknown;
  /** As of `part-ends`. */
  readonly signature?: string | undefined;
}
