import type { Secret } from '../../core/access/secret.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { AnswerEvent } from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { EventFramer } from '../../protocols/server-sent-events/event-framer.ts';
import { drainBody } from './drain-body.ts';
import { redactError } from './redact-error.ts';
import type { StreamReader } from './stream-reader.ts';

/** A stream the provider has begun to send. */
export interface OpenStream {
  readonly body: AsyncIterableIterator<Buffer>;
  readonly reader: StreamReader;
  readonly upstreamRequestId: string | null;
  readonly changes: readonly string[];
}

/**
 * The answer as it arrives. It is finished once the provider has said why it stopped, whatever happens to the
 * connection then; without that it is broken, however cleanly the connection ended, and so it is when the provider
 * itself goes on with more of it.
 * @param open sends the request; called when the first event is asked for.
 */
export async function* streamAnswer(
  open: () => Promise<OpenStream>,
  clock: Clock,
  secrets: readonly Secret[],
): AsyncGenerator<AnswerEvent, void, undefined> {
  const { body, reader, upstreamRequestId, changes } = await open();
  const framer = new EventFramer();
  try {
    const { course } = reader;
    yield { type: 'accepted', upstreamRequestId, changes, ...(course && { course }) };
    // Not `for await`, which would close the connection at the end marker.
    while (!reader.hasEnded) {
      let arrived: IteratorResult<Buffer, undefined>;
      try {
        arrived = await body.next();
      } catch (error) {
        if (reader.stopReason === null) throw error;
        break;
      }
      if (arrived.done) break;
      const events = framer.push(arrived.value);
      if (events === null) continue;
      // Not `yield*`, which would wrap each event once more.
      for (const event of reader.read(events)) yield event;
    }
    const { stopReason, usage } = reader;
    if (stopReason === null) throw reader.shortfall ?? new GatewayError('broken-answer', brokenMessage(reader, framer));
    const tail = reader.tail();
    yield { type: 'finished', stopReason, usage, ...(tail === '' ? null : { tail: Buffer.from(tail) }) };
  } catch (error) {
    throw redactError(error, secrets);
  } finally {
    if (reader.hasEnded) void drainBody(body, clock);
    else await body.return?.();
  }
}

function brokenMessage({ hasEnded }: StreamReader, { pendingBytes }: EventFramer): string {
  if (hasEnded) return 'The provider ended its stream without a stop reason.';
  if (pendingBytes > 0) return 'The provider closed its stream in the middle of an event.';
  return 'The provider closed its stream before the answer was finished.';
}
