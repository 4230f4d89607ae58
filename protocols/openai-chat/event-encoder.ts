import type { ConversationEvent, StreamedPart } from '../../core/conversation/conversation-event.ts';
import { customInput } from '../../core/conversation/custom-tools-as-functions.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import type { AnswerContext, EventEncoder, JsonObject } from '../../core/ports/wire-codec.ts';
import { formatEvent } from '../server-sent-events/format-event.ts';
import { keptAnnotations } from './annotations.ts';
import { answerId } from './answer-id.ts';
import { encodeUsage } from './chat-usage.ts';
import { customToolNames } from './custom-calls.ts';
import { endOfStream } from './end-of-stream.ts';
import { writeLogprobs } from './logprobs.ts';
import { encodeStopReason, nativeStopReason } from './stop-reasons.ts';

export function createEventEncoder(context: AnswerContext): EventEncoder {
  return new ChatEventEncoder(context);
}

/** Writes one stream's neutral events as chunks. */
class ChatEventEncoder implements EventEncoder {
  readonly #context: AnswerContext;
  /** Everything of a chunk up to its choices; set when the stream starts. */
  #head = '';
  /** What each part's deltas are to the client; parts that say nothing here are not in it. */
  readonly #writers = new Map<number, (text: string) => JsonObject>();
  /** Parts whose logprobs are told, and under which name. */
  readonly #logprobNames = new Map<number, 'content' | 'refusal'>();
  /** Function calls whose arguments have not begun. */
  readonly #callsWithoutInput = new Set<number>();
  /** Inputs of custom tools that the provider was told of as functions: read only when whole. */
  readonly #wrapped = new Map<number, string>();
  readonly #customTools: ReadonlySet<string>;
  #toolCalls = 0;
  #usage: { readonly usage: Usage; readonly serviceTier?: string } | null = null;

  constructor(context: AnswerContext) {
    this.#context = context;
    this.#customTools = customToolNames(context);
  }

  encode(event: ConversationEvent): string {
    switch (event.type) {
      case 'started':
        return this.#start(event.id, event.model);
      case 'part-begins':
        return this.#ensureStarted() + this.#beginPart(event.index, event.part);
      case 'part-delta': {
        const writer = this.#writers.get(event.index);
        if (!writer || (event.text === '' && !event.logprobs)) return '';
        const wrapped = this.#wrapped.get(event.index);
        if (wrapped !== undefined) {
          this.#wrapped.set(event.index, wrapped + event.text);
          return '';
        }
        this.#callsWithoutInput.delete(event.index);
        return this.#delta(writer(event.text), this.#logprobs(event));
      }
      case 'part-ends': {
        const writer = this.#writers.get(event.index);
        this.#writers.delete(event.index);
        const wrapped = this.#wrapped.get(event.index);
        if (writer && wrapped !== undefined) {
          this.#wrapped.delete(event.index);
          return this.#delta(writer(customInput(wrapped)));
        }
        // Clients parse the arguments of every function call.
        return writer && this.#callsWithoutInput.delete(event.index) ? this.#delta(writer('{}')) : '';
      }
      case 'usage':
        this.#usage = event;
        return '';
      case 'finished':
        return this.#ensureStarted() + this.#finish(event.stopReason);
    }
  }

  end(): string {
    if (!this.#context.includeUsage || !this.#usage) return endOfStream;
    const { usage, serviceTier } = this.#usage;
    const tier = serviceTier === undefined ? '' : `,"service_tier":${JSON.stringify(serviceTier)}`;
    return formatEvent(`${this.#head}[],"usage":${JSON.stringify(encodeUsage(usage))}${tier}}`) + endOfStream;
  }

  #ensureStarted(): string {
    return this.#head === '' ? this.#start(null, '') : '';
  }

  #start(id: string | null, model: string): string {
    const { requestId, createdAt } = this.#context;
    const head = {
      id: answerId(requestId, id),
      object: 'chat.completion.chunk',
      created: createdAt,
      model: model || this.#context.model,
    };
    this.#head = `${JSON.stringify(head).slice(0, -1)},"choices":`;
    return this.#delta({ role: 'assistant', content: '' });
  }

  #beginPart(index: number, part: StreamedPart): string {
    switch (part.type) {
      case 'text':
        this.#writers.set(index, (content) => ({ content }));
        this.#logprobNames.set(index, 'content');
        return '';
      case 'reasoning':
        this.#writers.set(index, (text) => ({ reasoning_content: text }));
        return '';
      case 'refusal':
        this.#writers.set(index, (refusal) => ({ refusal }));
        this.#logprobNames.set(index, 'refusal');
        return '';
      case 'tool-call': {
        const { id, name } = part;
        const isWrapped = part.kind === 'function' && this.#customTools.has(name);
        if (isWrapped) this.#wrapped.set(index, '');
        const kind = isWrapped ? 'custom' : part.kind;
        const call = this.#toolCalls++;
        if (kind === 'function') this.#callsWithoutInput.add(index);
        const input = (text: string): JsonObject => (kind === 'custom' ? { input: text } : { arguments: text });
        this.#writers.set(index, (text) => ({ tool_calls: [{ index: call, [kind]: input(text) }] }));
        return this.#delta({ tool_calls: [{ index: call, id, type: kind, [kind]: { name, ...input('') } }] });
      }
      case 'opaque': {
        const annotations = keptAnnotations(part.opaque);
        return annotations.length === 0 ? '' : this.#delta({ annotations });
      }
    }
  }

  #finish(stopReason: StopReason): string {
    return this.#chunk({}, encodeStopReason(stopReason), null, nativeStopReason(stopReason));
  }

  #logprobs({ index, logprobs }: Extract<ConversationEvent, { type: 'part-delta' }>): JsonObject | null {
    const name = this.#logprobNames.get(index);
    if (logprobs === undefined || name === undefined) return null;
    return { content: null, refusal: null, [name]: writeLogprobs(logprobs) };
  }

  #delta(delta: JsonObject, logprobs: JsonObject | null = null): string {
    return this.#chunk(delta, null, logprobs);
  }

  #chunk(
    delta: JsonObject,
    finishReason: string | null,
    logprobs: JsonObject | null = null,
    more: JsonObject = {},
  ): string {
    const choice = { index: 0, delta, logprobs, finish_reason: finishReason, ...more };
    const usage = this.#context.includeUsage ? ',"usage":null' : '';
    return formatEvent(`${this.#head}[${JSON.stringify(choice)}]${usage}}`);
  }
}
