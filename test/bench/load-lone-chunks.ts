import { StreamReader } from './answer-readers.ts';
import { streamRequest } from './bench-requests.ts';
import type { LoadOrder, LoadResult } from './load-order.ts';
import type { MockUpstream } from './mock-upstream.ts';
import { RawHttpConnection } from './raw-http-connection.ts';

/**
 * Streams chunks that arrive alone by construction: the upstream sends the next chunk of a stream only when the client
 * has read the last one, so no two chunks of a stream can share a read, however busy the machine is.
 */
export function loadLoneChunks(
  order: Extract<LoadOrder, { type: 'lone-chunks' }>,
  upstream: MockUpstream,
): Promise<LoadResult> {
  const { to, connections, streams, chunksPerStream } = order;
  let started = 0;
  let answered = 0;
  let reads = 0;
  let loneReads = 0;

  return new Promise((resolve, reject) => {
    const open = Array.from({ length: connections }, () => new RawHttpConnection(to.port));

    function sendNext(connection: RawHttpConnection): void {
      if (started === streams) return;
      const stream = started;
      started += 1;
      let events = 0;
      const expected = {
        chunkCount: chunksPerStream,
        isRead: stream === 0,
        onEvents: (count: number) => {
          events += count;
          const isBeginning = events <= 2;
          const isEnd = events > chunksPerStream + 1;
          if (!isBeginning && !isEnd) {
            reads += 1;
            if (count === 1) loneReads += 1;
          }
          if (events >= 2 && !isEnd) upstream.sendNext(stream);
        },
      };
      const outcome = {
        right: () => {
          answered += 1;
          if (answered < streams) return sendNext(connection);
          for (const other of open) other.close();
          const chunks = answered * chunksPerStream;
          resolve({ answered, medianMs: 0, p99Ms: 0, chunks, loneShare: loneReads / reads });
        },
        wrong: (error: Error) => {
          for (const other of open) other.close();
          reject(error);
        },
      };
      const request = streamRequest(to.model, { pace: 'lone', chunkCount: chunksPerStream, stream });
      connection.send(request, new StreamReader(expected, outcome));
    }

    for (const connection of open) sendNext(connection);
  });
}
