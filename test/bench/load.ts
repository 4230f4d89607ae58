/** The world around the gateway in one process of its own: the clients and the provider. Takes orders over IPC. */
import { HeldStreams } from './load-held-streams.ts';
import { loadLoneChunks } from './load-lone-chunks.ts';
import type { LoadMessage, LoadOrder, LoadResult } from './load-order.ts';
import { loadRequests } from './load-requests.ts';
import { startMockUpstream } from './mock-upstream.ts';
import { loadSurface } from './surfaces/load-surface.ts';

const upstream = await startMockUpstream();
const heldStreams = new HeldStreams(upstream);

function carryOut(order: LoadOrder): Promise<LoadResult> {
  if (order.type === 'requests') return loadRequests(order);
  if (order.type === 'lone-chunks') return loadLoneChunks(order, upstream);
  if (order.type === 'surface') return loadSurface(order, upstream);
  if (order.type === 'hold') return heldStreams.hold(order);
  return heldStreams.release();
}

function say(message: LoadMessage): void {
  process.send?.(message);
}

let isBusy = false;

// The load never sleeps while it works: to wake a sleeping core costs the gateway's writes more than the writes
// themselves on a virtual machine, and that cost says nothing about the gateway.
function stayAwake(): void {
  if (isBusy) setImmediate(stayAwake);
}

process.on('message', (order: LoadOrder) => {
  isBusy = true;
  stayAwake();
  const work = carryOut(order).finally(() => {
    isBusy = false;
  });
  work.then(
    (result) => say({ type: 'result', result }),
    (error: unknown) => say({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
say({ type: 'ready', upstreamPort: upstream.port });
