import { setTimeout as pause } from 'node:timers/promises';
import type { GatewayProcess } from './gateway-process.ts';
import type { LoadResult } from './load-order.ts';
import type { LoadProcess } from './load-process.ts';

/** What a gateway still has to do when the last answer is out: log lines, timers. */
const afterworkMs = 50;
const requestConnections = 64;
const streamConnections = 32;

/** CPU microseconds of the gateway per non-streamed request. */
export function cpuPerRequest(load: LoadProcess, gateway: GatewayProcess, count: number): Promise<number> {
  const order = { type: 'requests', to: gateway.to, connections: requestConnections, count, streamEvery: 0 } as const;
  return cpuMicrosecondsPer(count, gateway, () => load.ask(order));
}

export interface LoneChunks {
  readonly streams: number;
  readonly chunksPerStream: number;
  /** Told the share of the client's reads that held exactly one event. */
  onLoneShare?(share: number): void;
}

/** CPU microseconds of the gateway per streamed chunk that arrives alone. */
export function cpuPerLoneChunk(load: LoadProcess, gateway: GatewayProcess, chunks: LoneChunks): Promise<number> {
  const { streams, chunksPerStream } = chunks;
  const connections = Math.min(streamConnections, streams);
  return cpuMicrosecondsPer(streams * chunksPerStream, gateway, async () => {
    const result = await load.ask({ type: 'lone-chunks', to: gateway.to, connections, streams, chunksPerStream });
    chunks.onLoneShare?.(result.loneShare);
    return result;
  });
}

/** How the load of `cpuPerRequest` and `cpuPerLoneChunk` is spread. */
export const cpuLoad = { requestConnections, streamConnections } as const;

/** CPU microseconds of the gateway for each of `count` pieces of work. */
export async function cpuMicrosecondsPer(
  count: number,
  gateway: GatewayProcess,
  work: () => Promise<LoadResult>,
): Promise<number> {
  const before = gateway.cpuMs;
  await work();
  await pause(afterworkMs);
  return ((gateway.cpuMs - before) * 1000) / count;
}
