import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { GatewayError } from '../../core/errors/gateway-error.ts';

/** Most characters of an event whose end has not come. */
const maxEventLength = 1024 * 1024;

/**
 * The server-sent events of a body, wherever the network cut it. Stopping early leaves the body open.
 * @throws GatewayError `broken-answer` when an event grows over the limit.
 */
export async function* readServerSentEvents(body: AsyncIterator<Buffer>): AsyncGenerator<EventSourceMessage, void> {
  const decoder = new TextDecoder();
  let events: EventSourceMessage[] = [];
  let isTooLong = false;
  const parser = createParser({
    maxBufferSize: maxEventLength,
    onEvent: (event) => events.push(event),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') isTooLong = true;
    },
  });
  for (let next = await body.next(); !next.done; next = await body.next()) {
    parser.feed(decoder.decode(next.value, { stream: true }));
    const whole = events;
    events = [];
    yield* whole;
    if (isTooLong) throw new GatewayError('broken-answer', 'the provider sent an event that is too long');
  }
}
