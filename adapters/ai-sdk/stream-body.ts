import { EventFramer } from '../../protocols/server-sent-events/event-framer.ts';
import { isEventStream } from '../provider-http/is-event-stream.ts';
import type { ProviderHttpResponse } from '../provider-http/provider-http.ts';
import type { BridgedCall } from './bridged-call.ts';

/** Lines after which a stream holds nothing more: of Chat Completions and of Messages. */
const endMarkers = ['data: [DONE]', 'data:[DONE]', 'event: message_stop'];

/**
 * A streamed body as packages read it, only as fast as they do. It ends with the stream's own end marker, as packages
 * else wait for the connection's end; an event that was cut off is not part of it.
 */
export function streamBody(response: ProviderHttpResponse, call: BridgedCall): ReadableStream<Uint8Array> {
  const framer = isEventStream(response) ? new EventFramer() : null;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          const arrived = await response.body.next();
          if (arrived.done) return controller.close();
          const bytes = framer === null ? arrived.value : framer.push(arrived.value);
          if (bytes === null) continue;
          controller.enqueue(bytes);
          if (framer === null || !hasEndMarker(bytes)) return;
          call.hasEnded = true;
          return controller.close();
        }
      },
      async cancel() {
        await response.body.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Markers stand at the beginning of a line, where no text of an answer can. */
function hasEndMarker(events: Buffer): boolean {
  return endMarkers.some((marker) => {
    const at = events.indexOf(marker);
    return at === 0 || (at > 0 && events.includes(`\n${marker}`));
  });
}
