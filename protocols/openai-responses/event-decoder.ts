import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { OpaqueData } from '../../core/conversation/part.ts';
import { saysCut } from '../../core/conversation/says-cut.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { EventDecoder, JsonObject } from '../../core/ports/wire-codec.ts';
import { createdTwice } from './created-twice.ts';
import { decodeOutputCall, partData } from './decode-output.ts';
import { reasoningSignature, reasoningText } from './decode-reasoning.ts';
import { decodeStreamFailure } from './decode-stream-failure.ts';
import { decodeIncompleteReason } from './response-status.ts';
import { decodeUsage } from './responses-usage.ts';
import { type OpenPart, PartLine } from './streamed-item.ts';
import { keepWireData, otherFields } from './wire-data.ts';

export function createEventDecoder(): EventDecoder {
  return new ResponsesEventDecoder();
}

const messageFields: ReadonlySet<string> = new Set(['type', 'role', 'content', 'status']);

/** Turns the events of one stream into neutral ones. */
class ResponsesEventDecoder implements EventDecoder {
  #wasCreated = false;
  #hasStarted = false;
  #hasFinished = false;
  #hasCall = false;
  readonly #line = new PartLine();
  /** The items under way, by their `output_index`. */
  readonly #items = new Map<unknown, JsonObject>();
  /** The parts of items that are one part, by their `output_index`. */
  readonly #parts = new Map<unknown, OpenPart>();
  /** The texts of messages, by `output_index` and `content_index`. */
  readonly #texts = new Map<string, OpenPart>();
  /** Which of summary and reasoning itself an item streams: they may say the same. */
  readonly #reasoningKinds = new Map<unknown, unknown>();

  decode(event: unknown): readonly ConversationEvent[] {
    if (!isJsonObject(event))
      throw new GatewayError('broken-answer', 'The provider sent an event that is not an object.');
    if (this.#hasFinished) return [];
    const failure = decodeStreamFailure(event);
    if (failure !== null) throw failure;
    switch (event.type) {
      case 'response.created':
        if (this.#wasCreated) throw createdTwice();
        this.#wasCreated = true;
        return this.#start(event.response);
      case 'response.queued':
      case 'response.in_progress':
        return this.#start(event.response);
      case 'response.output_item.added':
        return [...this.#start(null), ...this.#addItem(event)];
      case 'response.output_item.done':
        return [...this.#start(null), ...this.#endItem(event)];
      case 'response.content_part.added':
        return this.#addContent(event);
      case 'response.content_part.done':
        return this.#endContent(event);
      case 'response.output_text.delta':
        return this.#speak(event, 'text', event.delta, event.logprobs);
      case 'response.refusal.delta':
        return this.#speak(event, 'refusal', event.delta);
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        return this.#reason(event);
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        return this.#parts.get(event.output_index)?.delta(event.delta) ?? [];
      case 'response.completed':
      case 'response.incomplete':
        return this.#finish(event.response);
      default:
        return [];
    }
  }

  #start(response: unknown): ConversationEvent[] {
    if (this.#hasStarted) return [];
    this.#hasStarted = true;
    const { id, model } = isJsonObject(response) ? response : {};
    const ownId = typeof id === 'string' && id !== '' ? id : null;
    return [{ type: 'started', id: ownId, model: typeof model === 'string' ? model : '' }];
  }

  #addItem({ output_index, item }: JsonObject): ConversationEvent[] {
    if (!isJsonObject(item) || this.#items.has(output_index)) return [];
    this.#items.set(output_index, item);
    if (item.type === 'function_call' || item.type === 'custom_tool_call') {
      const { id, name, kind, opaque = null } = decodeOutputCall(item);
      this.#hasCall = true;
      return this.#begin(output_index, { type: 'tool-call', id, name, kind }, opaque);
    }
    if (item.type !== 'reasoning') return [];
    return this.#begin(output_index, { type: 'reasoning' }, keepWireData({ item: { id: item.id } }));
  }

  #begin(outputIndex: unknown, part: Parameters<PartLine['begin']>[0], opaque: OpaqueData | null): ConversationEvent[] {
    const open = this.#line.begin(part, opaque);
    this.#parts.set(outputIndex, open);
    return [open.begins];
  }

  #endItem(event: JsonObject): ConversationEvent[] {
    const { output_index, item } = event;
    if (!isJsonObject(item)) return [];
    const isNew = !this.#items.has(output_index);
    const added = this.#addItem(event);
    const part = this.#parts.get(output_index);
    switch (item.type) {
      case 'function_call':
      case 'custom_tool_call':
        return [...added, ...(part?.end(item.type === 'function_call' ? item.arguments : item.input, null) ?? [])];
      case 'reasoning':
        return [
          ...added,
          ...(part?.end(reasoningText(item), keepWireData({ item }), { signature: reasoningSignature(item) }) ?? []),
        ];
      case 'message':
        return [...added, ...this.#endMessage(output_index, item)];
      default: {
        if (part !== undefined && !isNew) return [];
        const whole = this.#line.begin({ type: 'opaque', opaque: keepWireData({ item }) }, null);
        this.#parts.set(output_index, whole);
        return [whole.begins, ...whole.end(null, null)];
      }
    }
  }

  /** Servers that stream no content parts still tell them here. */
  #endMessage(outputIndex: unknown, { content }: JsonObject): ConversationEvent[] {
    if (!Array.isArray(content)) return [];
    return content.flatMap((part: unknown, index) =>
      isJsonObject(part) ? this.#endContent({ output_index: outputIndex, content_index: index, part }) : [],
    );
  }

  #addContent(event: JsonObject): ConversationEvent[] {
    const { type } = isJsonObject(event.part) ? event.part : {};
    if (type === 'output_text') return this.#speak(event, 'text', null);
    return type === 'refusal' ? this.#speak(event, 'refusal', null) : [];
  }

  #speak(place: JsonObject, type: 'text' | 'refusal', text: unknown, logprobs?: unknown): ConversationEvent[] {
    const key = placeOf(place);
    const known = this.#texts.get(key);
    if (known !== undefined) return known.delta(text, logprobs);
    const message = this.#message(place);
    const part = this.#line.begin({ type }, Object.keys(message).length === 0 ? null : keepWireData({ message }));
    this.#texts.set(key, part);
    return [...this.#start(null), part.begins, ...part.delta(text, logprobs)];
  }

  #endContent(event: JsonObject): ConversationEvent[] {
    const { part } = event;
    if (!isJsonObject(part) || (part.type !== 'output_text' && part.type !== 'refusal')) return [];
    const begun = this.#addContent(event);
    const data = partData(part, this.#message(event));
    const whole = part.type === 'refusal' ? part.refusal : part.text;
    return [
      ...begun,
      ...(this.#texts
        .get(placeOf(event))
        ?.end(whole, data === null ? null : keepWireData(data), { list: part.logprobs }) ?? []),
    ];
  }

  #message({ output_index }: JsonObject): JsonObject {
    return otherFields(this.#items.get(output_index) ?? {}, messageFields) ?? {};
  }

  #reason({ type, output_index, summary_index, content_index, delta }: JsonObject): ConversationEvent[] {
    const part = this.#parts.get(output_index);
    const before = this.#reasoningKinds.get(output_index);
    const section = `${type} ${summary_index ?? content_index ?? 0}`;
    if (part === undefined || (typeof before === 'string' && before.split(' ')[0] !== type)) return [];
    this.#reasoningKinds.set(output_index, section);
    const isNext = before !== undefined && before !== section && part.hasText;
    return [...(isNext ? part.delta('\n\n') : []), ...part.delta(delta)];
  }

  #finish(response: unknown): ConversationEvent[] {
    const { status, output, incomplete_details, usage, service_tier } = isJsonObject(response) ? response : {};
    const started = this.#start(response);
    const missed = Array.isArray(output)
      ? output.flatMap((item: unknown, index) =>
          this.#items.has(index) || this.#parts.has(index) ? [] : this.#endItem({ output_index: index, item }),
        )
      : [];
    const open = [...this.#parts.values(), ...this.#texts.values()];
    const ends = open.flatMap((part) => part.end(null, null));
    const isIncomplete = status === 'incomplete';
    const { reason } = isJsonObject(incomplete_details) ? incomplete_details : {};
    const stopReason: StopReason = isIncomplete ? decodeIncompleteReason(reason) : this.#hasCall ? 'tool' : 'stop';
    if (!saysCut(stopReason) && open.some((part) => part.isCut)) {
      throw new GatewayError('broken-answer', 'The provider sent a tool call whose input was cut.');
    }
    this.#hasFinished = true;
    const spent = decodeUsage(usage);
    const tier = typeof service_tier === 'string' && service_tier !== '' ? { serviceTier: service_tier } : {};
    return [
      ...started,
      ...missed,
      ...ends,
      { type: 'finished', stopReason },
      ...(spent === null ? [] : [{ type: 'usage' as const, usage: spent, ...tier }]),
    ];
  }
}

function placeOf({ output_index, content_index }: JsonObject): string {
  return `${output_index} ${content_index ?? 0}`;
}
