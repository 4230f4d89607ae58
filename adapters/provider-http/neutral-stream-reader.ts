import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import { seenIn } from '../../core/ports/seen-in.ts';
import type { EventDecoder } from '../../core/ports/wire-codec.ts';
import { readEvents, type ServerSentEvent } from '../../protocols/server-sent-events/event-data.ts';
import type { StreamReader } from './stream-reader.ts';

/**
 * Decodes every event, for clients of another format.
 * @param readPayload what an event holds for the decoder; `undefined` at the format's end marker.
 */
export function createNeutralStreamReader(
  decoder: EventDecoder,
  readPayload: (event: ServerSentEvent) => unknown,
): StreamReader {
  let stopReason: StopReason | null = null;
  let usage: Usage | null = null;
  let hasEnded = false;
  return {
    // One by one: an event that cannot be read must not take with it what came in the same bytes before it.
    *read(events) {
      for (const serverSentEvent of readEvents(events)) {
        const payload = readPayload(serverSentEvent);
        if (payload === undefined) {
          hasEnded = true;
          return;
        }
        for (const event of decoder.decode(payload)) {
          if (event.type === 'finished') stopReason = event.stopReason;
          if (event.type === 'usage') usage = event.usage;
          yield { type: 'event', event, seen: seenIn(event) };
        }
      }
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
