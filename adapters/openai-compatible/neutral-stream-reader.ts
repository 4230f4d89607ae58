import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { type AnswerEvent, Seen } from '../../core/ports/chat-model.ts';
import type { EventDecoder } from '../../core/ports/wire-codec.ts';
import { readEvents } from '../../protocols/server-sent-events/event-data.ts';
import type { StreamReader } from './stream-reader.ts';

const endMarker = '[DONE]';

/** Decodes every event, for clients of another format. */
export function createNeutralStreamReader(decoder: EventDecoder): StreamReader {
  let stopReason: StopReason | null = null;
  let usage: Usage | null = null;
  let hasEnded = false;

  function toAnswerEvent(event: ConversationEvent): AnswerEvent {
    if (event.type === 'finished') stopReason = event.stopReason;
    if (event.type === 'usage') usage = event.usage;
    return { type: 'event', event, seen: seenIn(event) };
  }

  return {
    read(events) {
      const answerEvents: AnswerEvent[] = [];
      for (const { data } of readEvents(events)) {
        if (data === endMarker) {
          hasEnded = true;
          break;
        }
        for (const event of decoder.decode(parseData(data))) answerEvents.push(toAnswerEvent(event));
      }
      return answerEvents;
    },
    get stopReason() {
      return stopReason;
    },
    get usage() {
      return usage;
    },
    get hasEnded() {
      return hasEnded;
    },
    tail: () => '',
  };
}

function parseData(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (cause) {
    throw new GatewayError('broken-answer', 'The provider sent a stream event that is not JSON.', { cause });
  }
}

function seenIn(event: ConversationEvent): number {
  switch (event.type) {
    case 'part-begins':
      return event.part.type === 'tool-call' || event.part.type === 'opaque' ? Seen.content : 0;
    case 'part-delta':
      return event.text === '' ? 0 : Seen.content;
    case 'usage':
      return Seen.usage;
    case 'finished':
      return Seen.stop;
    default:
      return 0;
  }
}
