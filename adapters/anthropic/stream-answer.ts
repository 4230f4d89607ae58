import type { EventSourceMessage } from 'eventsource-parser';
import type { Secret } from '../../core/access/secret.ts';
import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { type AnswerEvent, Seen } from '../../core/ports/chat-model.ts';
import type { Clock, Timer } from '../../core/ports/clock.ts';
import { anthropicMessages } from '../../protocols/anthropic-messages/anthropic-messages.ts';
import { isObject } from '../../protocols/anthropic-messages/is-object.ts';
import { drainBody } from '../provider-http/drain-body.ts';
import { redactError } from './redact-error.ts';
import { readServerSentEvents } from './server-sent-events.ts';

/** How long the end marker may take after the stop reason, which makes the answer complete. */
const maxEndingMs = 1000;

/** A stream the provider has begun to send. */
export interface OpenStream {
  readonly body: AsyncIterableIterator<Buffer>;
  readonly upstreamRequestId: string | null;
  readonly changes: readonly string[];
}

/**
 * The answer as it arrives. It is finished once the provider has said why it stopped, whatever happens to the
 * connection then; without that it is broken, however cleanly the connection ended.
 * @param open sends the request; called when the first event is asked for.
 */
export async function* streamAnswer(
  open: () => Promise<OpenStream>,
  clock: Clock,
  secrets: readonly Secret[],
): AsyncGenerator<AnswerEvent, void, undefined> {
  const { body, upstreamRequestId, changes } = await open();
  const decoder = anthropicMessages.createEventDecoder();
  let stopReason: StopReason | null = null;
  let usage: Usage | null = null;
  let hasEnded = false;
  let ending: Timer | null = null;
  try {
    yield { type: 'accepted', upstreamRequestId, changes };
    try {
      for await (const message of readServerSentEvents(body)) {
        const payload = readPayload(message);
        for (const event of decoder.decode(payload)) {
          if (event.type === 'finished') stopReason = event.stopReason;
          if (event.type === 'usage') usage = event.usage;
          yield { type: 'event', event, seen: seenIn(event) };
        }
        hasEnded = isObject(payload) && payload.type === 'message_stop';
        if (hasEnded) break;
        if (stopReason !== null) ending ??= clock.schedule(maxEndingMs, () => void body.return?.());
      }
    } catch (error) {
      if (stopReason === null) throw redactError(error, secrets);
    }
    if (stopReason === null) {
      throw new GatewayError('broken-answer', "the provider's stream ended before the answer was finished");
    }
    yield { type: 'finished', stopReason, usage };
  } finally {
    ending?.cancel();
    // A connection whose answer is complete can serve the next request.
    if (hasEnded) void drainBody(body, clock);
    else await body.return?.();
  }
}

function readPayload({ event, data }: EventSourceMessage): unknown {
  const payload = parseOrUndefined(data);
  if (event === 'error') return { error: { message: data }, ...(isObject(payload) ? payload : {}), type: 'error' };
  if (payload === undefined)
    throw new GatewayError('broken-answer', 'the provider sent a stream event that is not JSON');
  return payload;
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function seenIn(event: ConversationEvent): number {
  switch (event.type) {
    case 'part-begins':
      return event.part.type === 'tool-call' || event.part.type === 'opaque' ? Seen.content : 0;
    case 'part-delta':
      return Seen.content;
    case 'usage':
      return Seen.usage;
    case 'finished':
      return Seen.stop;
    default:
      return 0;
  }
}
