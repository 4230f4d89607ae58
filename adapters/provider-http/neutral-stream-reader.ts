import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { seenIn } from '../../core/ports/seen-in.ts';
import type { EventDecoder } from '../../core/ports/wire-codec.ts';
import { readEvents, type ServerSentEvent } from '../../protocols/server-sent-events/event-data.ts';
import type { StreamReader } from './stream-reader.ts';

/**
 * Decodes every event, for clients of another format.
 * @param readPayload what an event holds for the decoder; `undefined` at the format's end marker.
 * @param isOver whether what was told is the last of it, in a format without an end marker; default: never.
 */
export function createNeutralStreamReader(
  decoder: EventDecoder,
  readPayload: (event: ServerSentEvent) => unknown,
  isOver: (stopReason: StopReason, usage: Usage | null) => boolean = () => false,
): StreamReader {
  let stopReason: StopReason | null = null;
  let usage: Usage | null = null;
  let hasEnded = false;

  /** `null` where the answer ends: at the end marker, and where a complete one is followed by anything but itself. */
  function readEvent(serverSentEvent: ServerSentEvent): readonly ConversationEvent[] | null {
    let payload: unknown;
    try {
      payload = readPayload(serverSentEvent);
    } catch (error) {
      if (stopReason === null) throw error;
      return null;
    }
    if (payload === undefined || (stopReason !== null && !isJsonObject(payload))) return null;
    try {
      return decoder.decode(payload);
    } catch (error) {
      // More of the answer after its end breaks it; an error of the provider's comes too late.
      const isBroken = error instanceof GatewayError && error.kind === 'broken-answer';
      if (stopReason === null || isBroken) throw error;
      return null;
    }
  }

  return {
    // One by one: an event that cannot be read must not take with it what came in the same bytes before it.
    *read(events) {
      for (const serverSentEvent of readEvents(events)) {
        const decoded = readEvent(serverSentEvent);
        if (decoded === null) {
          hasEnded = true;
          return;
        }
        for (const event of decoded) {
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
      return hasEnded || (stopReason !== null && isOver(stopReason, usage));
    },
    tail: () => '',
  };
}
