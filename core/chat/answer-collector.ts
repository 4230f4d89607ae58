import type { ConversationAnswer } from '../conversation/conversation-answer.ts';
import type { ConversationEvent, StreamedPart } from '../conversation/conversation-event.ts';
import type { Part } from '../conversation/part.ts';
import type { StopReason } from '../conversation/stop-reason.ts';
import type { TokenLogprob } from '../conversation/token-logprob.ts';
import type { Usage } from '../conversation/usage.ts';

type PartEnd = Extract<ConversationEvent, { readonly type: 'part-ends' }>;
type PartBegin = Extract<ConversationEvent, { readonly type: 'part-begins' }>;

interface OpenPart {
  readonly begin: PartBegin;
  readonly texts: string[];
  readonly logprobs: TokenLogprob[];
  end: PartEnd | null;
}

/** Puts a streamed answer together as it goes by. */
export class AnswerCollector {
  #id: string | null = null;
  #model = '';
  readonly #parts = new Map<number, OpenPart>();
  #stopReason: StopReason | null = null;
  #usage: Usage | null = null;
  #serviceTier: string | null = null;

  add(event: ConversationEvent): void {
    switch (event.type) {
      case 'started':
        this.#id = event.id;
        this.#model = event.model;
        break;
      case 'part-begins':
        this.#parts.set(event.index, { begin: event, texts: [], logprobs: [], end: null });
        break;
      case 'part-delta': {
        const part = this.#parts.get(event.index);
        part?.texts.push(event.text);
        if (event.logprobs) part?.logprobs.push(...event.logprobs);
        break;
      }
      case 'part-ends': {
        const part = this.#parts.get(event.index);
        if (part) part.end = event;
        break;
      }
      case 'usage':
        this.#usage = event.usage;
        this.#serviceTier = event.serviceTier ?? null;
        break;
      case 'finished':
        this.#stopReason = event.stopReason;
        break;
    }
  }

  /** The whole answer; `null` while it has not finished. */
  answer(): ConversationAnswer | null {
    if (this.#stopReason === null) return null;
    const inOrder = [...this.#parts.entries()].sort(([a], [b]) => a - b);
    return {
      id: this.#id,
      model: this.#model,
      parts: inOrder.map(([, part]) => wholePart(part)),
      stopReason: this.#stopReason,
      usage: this.#usage,
      ...(this.#serviceTier === null ? {} : { serviceTier: this.#serviceTier }),
    };
  }
}

function wholePart({ begin, texts, logprobs, end }: OpenPart): Part {
  const opaque = end?.opaque ?? begin.opaque;
  const part = withText(begin.part, texts.join(''), end?.signature);
  const likely = logprobs.length > 0 && (part.type === 'text' || part.type === 'refusal') ? { logprobs } : {};
  return { ...part, ...likely, ...(opaque === undefined ? {} : { opaque }) };
}

function withText(part: StreamedPart, text: string, signature: string | undefined): Part {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return { type: part.type, text };
    case 'reasoning':
      return { ...part, text, ...(signature === undefined ? {} : { signature }) };
    case 'tool-call':
      return { ...part, input: text };
    case 'opaque':
      return part;
  }
}
