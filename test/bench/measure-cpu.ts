import { cpuLoad, cpuPerLoneChunk, cpuPerRequest } from './cpu-per-unit.ts';
import { type InterleavedCost, measureInterleaved } from './interleaved.ts';
import type { Bench, Measurement } from './measurement.ts';

/** CPU time per non-streamed request that is proxied. */
export async function measureRequestCpu(bench: Bench): Promise<Measurement> {
  const { load, size } = bench;
  const [bare, candidate] = await measureInterleaved({
    load,
    rounds: size.rounds,
    maxTries: bench.maxTries,
    what: 'CPU per request',
    gateways: [bench.bare, bench.candidate],
    block: (gateway) => cpuPerRequest(load, gateway, size.requests),
    progress: bench.progress,
  });
  if (!bare || !candidate) throw new Error('nothing was measured');
  return {
    what: 'CPU per non-streamed request',
    unit: 'µs',
    bare: bare.cost,
    candidate: candidate.cost,
    figure: candidate.ratio,
    figureUnit: '×',
    target: 2,
    note: `${cpuLoad.requestConnections} connections, closed loop, ${size.requests} requests a block, 2 KB answers; ${disturbed(bare, candidate)}`,
  };
}

/** CPU time per streamed chunk that arrives alone. */
export async function measureChunkCpu(bench: Bench): Promise<Measurement> {
  const { load, size } = bench;
  const { streams, chunksPerStream } = size;
  let loneShare = 1;
  const onLoneShare = (share: number): void => {
    loneShare = Math.min(loneShare, share);
  };
  const [bare, candidate] = await measureInterleaved({
    load,
    rounds: size.rounds,
    maxTries: bench.maxTries,
    what: 'CPU per lone chunk',
    gateways: [bench.bare, bench.candidate],
    block: (gateway) => cpuPerLoneChunk(load, gateway, { streams, chunksPerStream, onLoneShare }),
    progress: bench.progress,
  });
  if (!bare || !candidate) throw new Error('nothing was measured');
  return {
    what: 'CPU per streamed chunk arriving alone',
    unit: 'µs',
    bare: bare.cost,
    candidate: candidate.cost,
    figure: candidate.ratio,
    figureUnit: '×',
    target: 1.3,
    note: `${cpuLoad.streamConnections} streams at a time, ${chunksPerStream} chunks of 300 bytes each; ${(loneShare * 100).toFixed(1)} % of reads held one event; the streams' own begin and end are in it; ${disturbed(bare, candidate)}`,
  };
}

function disturbed(...costs: readonly InterleavedCost[]): string {
  const share = costs.reduce((sum, { disturbedShare }) => sum + disturbedShare, 0) / costs.length;
  return `other programs were busy in ${(share * 100).toFixed(0)} % of the blocks`;
}
