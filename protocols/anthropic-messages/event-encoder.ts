import type { ConversationEvent, StreamedPart } from '../../core/conversation/conversation-event.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import type { AnswerContext, EventEncoder, JsonObject } from '../../core/ports/wire-codec.ts';
import { formatEvent } from '../server-sent-events/format-event.ts';
import { answerId } from './answer-id.ts';
import { type BlockWriter, createBlockWriter } from './block-writer.ts';
import { encodeUsage } from './encode-usage.ts';
import { endOfStream } from './end-of-stream.ts';
import { PartSequence } from './part-sequence.ts';
import { encodeStopReason } from './stop-reasons.ts';

export function createEventEncoder(context: AnswerContext): EventEncoder {
  return new MessagesEventEncoder(context);
}

type PartEvent = Extract<ConversationEvent, { readonly index: number }>;

/** Writes one stream's neutral events as Messages events: one block after the other. */
class MessagesEventEncoder implements EventEncoder {
  readonly #context: AnswerContext;
  readonly #parts = new PartSequence();
  #hasStarted = false;
  #blocks = 0;
  #writer: BlockWriter | null = null;
  #refuses = false;
  #usage: { readonly usage: Usage; readonly serviceTier?: string } | null = null;
  /** Why the answer stopped, until that is told: the usage belongs beside it. */
  #owedStop: StopReason | null = null;

  constructor(context: AnswerContext) {
    this.#context = context;
  }

  encode(event: ConversationEvent): string {
    switch (event.type) {
      case 'started':
        return this.#start(event.id, event.model);
      case 'part-begins':
      case 'part-delta':
      case 'part-ends':
        return this.#ensureStarted() + this.#tell(this.#parts.push(event));
      case 'usage':
        this.#usage = event;
        return this.#owedStop === null ? '' : this.#stop();
      case 'finished': {
        const rest = this.#ensureStarted() + this.#tell(this.#parts.finish());
        this.#owedStop = event.stopReason;
        return this.#usage === null ? rest : rest + this.#stop();
      }
    }
  }

  end(): string {
    return this.#stop() + endOfStream;
  }

  #ensureStarted(): string {
    return this.#hasStarted ? '' : this.#start(null, '');
  }

  #start(id: string | null, model: string): string {
    this.#hasStarted = true;
    const message = {
      id: answerId(this.#context, id),
      type: 'message',
      role: 'assistant',
      model: model || this.#context.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      stop_details: null,
      container: null,
      diagnostics: null,
      // What went in is told at the end, where clients read it again.
      usage: encodeUsage(null),
    };
    return write({ type: 'message_start', message });
  }

  #tell(events: readonly PartEvent[]): string {
    let text = '';
    for (const event of events) {
      if (event.type === 'part-begins') text += this.#begin(event.part);
      else if (event.type === 'part-delta') text += this.#writer?.delta(event.text) ?? '';
      else {
        text += this.#writer?.end(event.signature) ?? '';
        if (this.#writer?.isTold) this.#blocks += 1;
        this.#writer = null;
      }
    }
    return text;
  }

  #begin(part: StreamedPart): string {
    if (part.type === 'refusal') this.#refuses = true;
    this.#writer = createBlockWriter(part, this.#blocks, this.#context);
    return this.#writer?.begin() ?? '';
  }

  #stop(): string {
    if (this.#owedStop === null) return '';
    const stop_reason = encodeStopReason(this.#owedStop, this.#refuses);
    const delta = { stop_reason, stop_sequence: null, stop_details: null, container: null };
    this.#owedStop = null;
    const usage = encodeUsage(this.#usage?.usage ?? null, this.#usage?.serviceTier);
    return write({ type: 'message_delta', delta, usage });
  }
}

function write(event: JsonObject & { readonly type: string }): string {
  return formatEvent(JSON.stringify(event), event.type);
}
