import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import type { StreamDecoder } from '../../core/ports/wire-codec.ts';
import { parseChunk } from '../openai-chat/chunk-json.ts';
import { readEvents } from '../server-sent-events/event-data.ts';
import { createEventDecoder } from './event-decoder.ts';

export interface ResponsesStreamDecoder extends StreamDecoder {
  /** The number of the last event read; -1 before the first. An encoder that takes over goes on after it. */
  readonly sequenceNumber: number;
}

/** Reads a stream of this format's events, as a client does. */
export function createStreamDecoder(): ResponsesStreamDecoder {
  const decoder = createEventDecoder();
  let sequenceNumber = -1;
  return {
    get sequenceNumber() {
      return sequenceNumber;
    },
    decode(bytes: Buffer): readonly ConversationEvent[] {
      const events: ConversationEvent[] = [];
      for (const { name, data } of readEvents(bytes)) {
        if (data === '' || data.startsWith('[DONE]')) continue;
        const event = parseChunk(data);
        if (typeof event.sequence_number === 'number') sequenceNumber = event.sequence_number;
        events.push(...decoder.decode(event.type === undefined && name !== null ? { ...event, type: name } : event));
      }
      return events;
    },
  };
}
