import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { EventDecoder, JsonObject } from '../../core/ports/wire-codec.ts';
import { AnswerToolEvents } from './answer-tool-events.ts';
import { decodeUsage } from './decode-usage.ts';
import { exceptionError } from './exception-error.ts';
import { asCount, asObject, asText } from './shape.ts';
import { decodeStopReason } from './stop-reason.ts';
import { StreamedBlocks } from './streamed-blocks.ts';

/** Decodes the events of `ConverseStream`, each an object with one member named for the event. */
export class ConverseEventDecoder implements EventDecoder {
  readonly #blocks = new StreamedBlocks();
  readonly #answer: AnswerToolEvents | null;

  /** @param answerTool the tool whose input is the answer, as `encodeRequest` told. */
  constructor(answerTool: string | null = null) {
    this.#answer = answerTool === null ? null : new AnswerToolEvents(answerTool);
  }

  decode(event: unknown): readonly ConversationEvent[] {
    const events = this.#decode(event);
    return this.#answer === null ? events : this.#answer.read(events);
  }

  #decode(event: unknown): readonly ConversationEvent[] {
    const union = asObject(event);
    if (union === null) throw broken('an event that is not an object');
    for (const [type, value] of Object.entries(union)) {
      if (type.endsWith('Exception')) throw streamException(type, asObject(value));
      const body = asObject(value);
      if (body !== null) return this.#event(type, body);
    }
    return [];
  }

  #event(type: string, body: JsonObject): readonly ConversationEvent[] {
    switch (type) {
      case 'messageStart':
        return [{ type: 'started', id: null, model: '' }];
      case 'contentBlockStart':
        return this.#blocks.start(blockIndex(body), asObject(body.start) ?? {});
      case 'contentBlockDelta':
        return this.#blocks.delta(blockIndex(body), asObject(body.delta) ?? {});
      case 'contentBlockStop':
        return this.#blocks.stop(blockIndex(body));
      case 'messageStop':
        return [...this.#blocks.stopAll(), { type: 'finished', stopReason: stopReasonOf(body) }];
      case 'metadata':
        return usageEvents(body);
      default:
        return [];
    }
  }
}

function usageEvents(body: JsonObject): readonly ConversationEvent[] {
  const usage = decodeUsage(body.usage);
  const serviceTier = asText(asObject(body.serviceTier)?.type);
  return usage === null ? [] : [{ type: 'usage', usage, ...(serviceTier === null ? {} : { serviceTier }) }];
}

function stopReasonOf(body: JsonObject) {
  const stopReason = asText(body.stopReason);
  if (stopReason === null) throw broken('a stop without a reason');
  return decodeStopReason(stopReason);
}

function blockIndex(body: JsonObject): number {
  const index = asCount(body.contentBlockIndex);
  if (index === null) throw broken('a block without an index');
  return index;
}

function streamException(name: string, body: JsonObject | null): GatewayError {
  const message = asText(body?.message) ?? '';
  return exceptionError({ name, message, status: null, requestId: null, retryAfterMs: null });
}

function broken(what: string): GatewayError {
  return new GatewayError('broken-answer', `Amazon Bedrock streamed ${what}.`);
}
