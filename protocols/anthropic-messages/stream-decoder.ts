import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import type { StreamDecoder } from '../../core/ports/wire-codec.ts';
import { readEvents } from '../server-sent-events/event-data.ts';
import { createEventDecoder } from './event-decoder.ts';
import { readEvent } from './read-event.ts';

/** Reads a Messages stream, as a client does. */
export function createStreamDecoder(): StreamDecoder {
  const decoder = createEventDecoder(true);
  let hasEnded = false;
  return {
    decode(bytes: Buffer): readonly ConversationEvent[] {
      const events: ConversationEvent[] = [];
      for (const serverSentEvent of readEvents(bytes)) {
        // What follows the end is no part of the answer.
        if (hasEnded || serverSentEvent.data === '') continue;
        const event = readEvent(serverSentEvent);
        if (event.type === 'message_stop') hasEnded = true;
        else events.push(...decoder.decode(event));
      }
      return events;
    },
  };
}
