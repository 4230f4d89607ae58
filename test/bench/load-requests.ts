import { StreamReader, WholeAnswerReader } from './answer-readers.ts';
import { streamRequest, wholeAnswerRequest } from './bench-requests.ts';
import type { LoadOrder, LoadResult } from './load-order.ts';
import { RawHttpConnection } from './raw-http-connection.ts';
import { quantile } from './statistics.ts';

const chunksOfMixedStream = 20;
/** More than a gateway may remember of a prompt: nobody asks the same thing a thousand times in a row. */
const differentRequests = 4_096;

/** Sends `count` requests over `connections` connections, each sending its next one when the last is answered. */
export function loadRequests(order: Extract<LoadOrder, { type: 'requests' }>): Promise<LoadResult> {
  const { to, connections, count, streamEvery } = order;
  const whole = Array.from({ length: differentRequests }, (_, number) => wholeAnswerRequest(to.model, number));
  const streamed = streamRequest(to.model, { pace: 'free', chunkCount: chunksOfMixedStream, stream: 0 });
  const durations = new Float64Array(count);
  let started = 0;
  let answered = 0;

  return new Promise((resolve, reject) => {
    const open = Array.from({ length: connections }, () => new RawHttpConnection(to.port));

    function finish(): void {
      for (const connection of open) connection.close();
      const sorted = durations.sort();
      const [medianMs, p99Ms] = [quantile(sorted, 0.5), quantile(sorted, 0.99)];
      resolve({ answered, medianMs, p99Ms, chunks: 0, loneShare: 0 });
    }

    function sendNext(connection: RawHttpConnection): void {
      if (started === count) return;
      const number = started;
      started += 1;
      const startedAt = performance.now();
      const outcome = {
        right: () => {
          durations[number] = performance.now() - startedAt;
          answered += 1;
          if (answered === count) finish();
          else sendNext(connection);
        },
        wrong: (error: Error) => {
          for (const other of open) other.close();
          reject(error);
        },
      };
      if (streamEvery > 0 && number % streamEvery === 0) {
        const expected = { chunkCount: chunksOfMixedStream, isRead: number === 0, onEvents: () => undefined };
        connection.send(streamed, new StreamReader(expected, outcome));
      } else connection.send(whole[number % whole.length] ?? streamed, new WholeAnswerReader(outcome));
    }

    for (const connection of open) sendNext(connection);
  });
}
