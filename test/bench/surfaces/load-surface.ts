import type { LoadOrder, LoadResult } from '../load-order.ts';
import type { MockUpstream } from '../mock-upstream.ts';
import { RawHttpConnection } from '../raw-http-connection.ts';
import { SurfaceReader } from './surface-reader.ts';
import { surfaceRequest } from './surface-request.ts';

/** Sends `count` requests in one format over `connections` connections; streams get their words one by one. */
export function loadSurface(
  order: Extract<LoadOrder, { type: 'surface' }>,
  upstream: MockUpstream,
): Promise<LoadResult> {
  const { to, protocol, isStored, connections, count, chunkCount } = order;
  const { model } = to;
  let started = 0;
  let answered = 0;

  return new Promise((resolve, reject) => {
    const open = Array.from({ length: connections }, () => new RawHttpConnection(to.port));
    const close = (): void => {
      for (const connection of open) connection.close();
    };

    function sendNext(connection: RawHttpConnection): void {
      if (started === count) return;
      const number = started;
      started += 1;
      const stream = chunkCount === 0 ? null : ({ pace: 'lone', chunkCount, stream: number } as const);
      const onWord = (): void => upstream.sendNext(number);
      const outcome = {
        right: () => {
          answered += 1;
          if (answered < count) return sendNext(connection);
          close();
          resolve({ answered, medianMs: 0, p99Ms: 0, chunks: answered * chunkCount, loneShare: 0 });
        },
        wrong: (error: Error) => {
          close();
          reject(error);
        },
      };
      const request = surfaceRequest({ protocol, model, isStored, number, order: stream });
      connection.send(request, new SurfaceReader({ protocol, chunkCount, onWord }, outcome));
    }

    for (const connection of open) sendNext(connection);
  });
}
