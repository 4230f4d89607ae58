import { setTimeout as pause } from 'node:timers/promises';
import type { GatewayProcess } from './gateway-process.ts';
import { measureInterleaved } from './interleaved.ts';
import type { LoadResult } from './load-order.ts';
import type { Bench, Measurement } from './measurement.ts';

const requestConnections = 64;
const streamConnections = 32;
/** What a gateway still has to do when the last answer is out: log lines, timers. */
const afterworkMs = 50;

/** CPU time per non-streamed request that is proxied. */
export async function measureRequestCpu(bench: Bench): Promise<Measurement> {
  const count = bench.size.requests;
  const costs = await measureInterleaved(bench, 'CPU per request', (gateway) =>
    cpuMicrosecondsPer(count, gateway, () =>
      bench.load.ask({ type: 'requests', to: gateway.to, connections: requestConnections, count, streamEvery: 0 }),
    ),
  );
  return {
    what: 'CPU per non-streamed request',
    unit: 'µs',
    bare: costs.bare,
    candidate: costs.candidate,
    figure: costs.ratio,
    figureUnit: '×',
    target: 1.6,
    note: `${requestConnections} connections, closed loop, ${count} requests a block, 2 KB answers`,
  };
}

/** CPU time per streamed chunk that arrives alone. */
export async function measureChunkCpu(bench: Bench): Promise<Measurement> {
  const { streams, chunksPerStream } = bench.size;
  const connections = Math.min(streamConnections, streams);
  let loneShare = 1;
  const costs = await measureInterleaved(bench, 'CPU per lone chunk', (gateway) =>
    cpuMicrosecondsPer(streams * chunksPerStream, gateway, async () => {
      const result = await bench.load.ask({
        type: 'lone-chunks',
        to: gateway.to,
        connections,
        streams,
        chunksPerStream,
      });
      loneShare = Math.min(loneShare, result.loneShare);
      return result;
    }),
  );
  return {
    what: 'CPU per streamed chunk arriving alone',
    unit: 'µs',
    bare: costs.bare,
    candidate: costs.candidate,
    figure: costs.ratio,
    figureUnit: '×',
    target: 1.2,
    note: `${connections} streams at a time, ${chunksPerStream} chunks of 300 bytes each; ${(loneShare * 100).toFixed(1)} % of reads held one event; the streams' own begin and end are in it`,
  };
}

async function cpuMicrosecondsPer(
  count: number,
  gateway: GatewayProcess,
  work: () => Promise<LoadResult>,
): Promise<number> {
  const before = gateway.cpuMs;
  await work();
  await pause(afterworkMs);
  return ((gateway.cpuMs - before) * 1000) / count;
}
