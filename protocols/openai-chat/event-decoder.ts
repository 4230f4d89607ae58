import type { ConversationEvent, StreamedPart } from '../../core/conversation/conversation-event.ts';
import { isJson } from '../../core/conversation/is-json.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { OpaqueData } from '../../core/conversation/part.ts';
import { saysCut } from '../../core/conversation/says-cut.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { EventDecoder, JsonObject } from '../../core/ports/wire-codec.ts';
import { keepAnnotations, readAnnotations } from './annotations.ts';
import { decodeUsage } from './chat-usage.ts';
import { hasContent, hasUnreadContent } from './chunk-content.ts';
import { contentAfterStop } from './content-after-stop.ts';
import { readContentParts } from './content-parts.ts';
import { cutInput } from './cut-input.ts';
import { decodeEmbeddedError } from './decode-embedded-error.ts';
import { readLogprobs } from './logprobs.ts';
import { decodeStopReason } from './stop-reasons.ts';
import { ToolCallDeltas } from './tool-call-deltas.ts';

export function createEventDecoder(): EventDecoder {
  return new ChatEventDecoder();
}

/** Turns the chunks of one stream into neutral events; of several choices only the first is read. */
class ChatEventDecoder implements EventDecoder {
  #events: ConversationEvent[] = [];
  #hasStarted = false;
  #hasFinished = false;
  #hasUsage = false;
  #parts = 0;
  /** The text, reasoning or refusal part that deltas now add to. */
  #open: { readonly type: 'text' | 'reasoning' | 'refusal' | 'tool-call'; readonly index: number } | null = null;
  /** What has come of the open tool call. */
  #input = '';
  #isJsonInput = false;
  /** Whether a call's input is not JSON, which only an answer cut short excuses. */
  #hasCutInput = false;
  readonly #toolCalls = new ToolCallDeltas();
  /** Told as one part at the end, so that they do not cut the text they belong to. */
  readonly #annotations: unknown[] = [];
  #serviceTier: string | null = null;

  decode(chunk: unknown): readonly ConversationEvent[] {
    if (!isJsonObject(chunk))
      throw new GatewayError('broken-answer', 'The provider sent an event that is not an object.');
    if (chunk.error !== undefined && chunk.error !== null) throw decodeEmbeddedError(chunk);
    this.#events = [];
    if (typeof chunk.service_tier === 'string') this.#serviceTier = chunk.service_tier;
    const choices = Array.isArray(chunk.choices) ? chunk.choices.filter(isJsonObject) : [];
    const choice = choices.find(({ index }) => index === undefined || index === 0);
    if (choice) this.#decodeChoice(chunk, choice);
    if (this.#hasFinished || choices.length === 0) this.#decodeUsage(chunk.usage);
    return this.#events;
  }

  #decodeChoice(chunk: JsonObject, choice: JsonObject): void {
    if (!this.#hasStarted) {
      this.#hasStarted = true;
      const id = typeof chunk.id === 'string' && chunk.id !== '' ? chunk.id : null;
      this.#events.push({ type: 'started', id, model: typeof chunk.model === 'string' ? chunk.model : '' });
      this.#toolCalls.answerId = id ?? '';
    }
    if (isJsonObject(choice.delta)) {
      if (this.#hasFinished && hasContent(choice.delta)) throw contentAfterStop();
      // Left out, the rest would look like the whole answer.
      if (hasUnreadContent(choice.delta)) {
        throw new GatewayError('broken-answer', 'The provider sent content that cannot be translated.');
      }
      this.#decodeDelta(choice.delta, isJsonObject(choice.logprobs) ? choice.logprobs : {});
    }
    const { finish_reason } = choice;
    if (typeof finish_reason !== 'string' || finish_reason === '' || this.#hasFinished) return;
    this.#hasFinished = true;
    this.#close();
    if (this.#annotations.length > 0) this.#addOpaque(keepAnnotations(this.#annotations));
    const stopReason = decodeStopReason(finish_reason);
    if (this.#hasCutInput && !saysCut(stopReason)) throw cutInput();
    // A forced call ends with `stop` here; to other formats it is a tool call like any other.
    const isToolCall = stopReason === 'stop' && this.#toolCalls.count > 0;
    this.#events.push({ type: 'finished', stopReason: isToolCall ? 'tool' : stopReason });
  }

  #decodeDelta(delta: JsonObject, logprobs: JsonObject): void {
    this.#addText('reasoning', delta.reasoning_content ?? delta.reasoning);
    if (Array.isArray(delta.content)) this.#addParts(delta.content);
    else this.#addText('text', delta.content, logprobs.content);
    this.#addText('refusal', delta.refusal, logprobs.refusal);
    this.#annotations.push(...readAnnotations(delta));
    if (!Array.isArray(delta.tool_calls)) return;
    for (const call of delta.tool_calls) {
      const { begins, text } = this.#toolCalls.read(call);
      if (begins) {
        this.#open = { type: 'tool-call', index: this.#begin({ type: 'tool-call', ...begins }) };
        this.#isJsonInput = begins.kind === 'function';
      }
      if (text === '') continue;
      if (this.#open?.type !== 'tool-call') {
        throw new GatewayError('broken-answer', 'The provider went on with a tool call that had ended.');
      }
      this.#input += text;
      this.#events.push({ type: 'part-delta', index: this.#open.index, text });
    }
  }

  #addParts(content: readonly unknown[]): void {
    for (const part of readContentParts(content)) {
      if (part.type === 'opaque') this.#addOpaque(part.opaque);
      else this.#addText(part.type, part.text);
    }
  }

  #addOpaque(opaque: OpaqueData): void {
    const index = this.#begin({ type: 'opaque', opaque });
    this.#events.push({ type: 'part-ends', index });
  }

  #addText(type: 'text' | 'reasoning' | 'refusal', text: unknown, list?: unknown): void {
    if (typeof text !== 'string') return;
    const logprobs = readLogprobs(list);
    // A token may be less than a character, and its text come with the next.
    if (text === '' && logprobs === undefined) return;
    if (this.#open?.type !== type) this.#open = { type, index: this.#begin({ type }) };
    const told = logprobs === undefined ? {} : { logprobs };
    this.#events.push({ type: 'part-delta', index: this.#open.index, text, ...told });
  }

  #begin(part: StreamedPart): number {
    this.#close();
    const index = this.#parts++;
    this.#events.push({ type: 'part-begins', index, part });
    return index;
  }

  #close(): void {
    if (this.#open) this.#events.push({ type: 'part-ends', index: this.#open.index });
    if (this.#isJsonInput && this.#input !== '' && !isJson(this.#input)) this.#hasCutInput = true;
    this.#input = '';
    this.#isJsonInput = false;
    this.#open = null;
  }

  /** Reports while an answer is still running are provisional, and one report is told. */
  #decodeUsage(report: unknown): void {
    const usage = this.#hasUsage ? null : decodeUsage(report);
    if (!usage) return;
    this.#hasUsage = true;
    this.#events.push({
      type: 'usage',
      usage,
      ...(this.#serviceTier === null ? {} : { serviceTier: this.#serviceTier }),
    });
  }
}
