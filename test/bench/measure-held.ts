import { setTimeout as pause } from 'node:timers/promises';
import { startGateway } from './gateway-process.ts';
import type { GatewayRecipe } from './gateway-recipe.ts';
import type { Bench, Measurement } from './measurement.ts';
import { spread } from './statistics.ts';

const warmUpRequests = 2_000;

/** Resident memory per stream that is open and silent. Each must end rightly afterwards. */
export async function measureHeldStreams(bench: Bench): Promise<Measurement> {
  const bareKiB = await kibPerStream(bench, bench.bare);
  const candidateKiB = await kibPerStream(bench, bench.candidate);
  return {
    what: 'Resident memory per held stream',
    unit: 'KB',
    bare: spread([bareKiB]),
    candidate: spread([candidateKiB]),
    figure: spread([candidateKiB]),
    figureUnit: 'KB',
    target: 60,
    note: `${bench.size.heldStreams} streams in one process, each finished rightly after it was held`,
  };
}

async function kibPerStream(bench: Bench, recipe: GatewayRecipe): Promise<number> {
  const { load, size } = bench;
  const gateway = await startGateway(recipe, load.upstreamPort);
  const { to } = gateway;
  try {
    bench.progress(`held streams: warm-up, ${gateway.name}`);
    const warmUp = { type: 'requests', to, connections: 32, count: warmUpRequests, streamEvery: 2 } as const;
    await gateway.during(load.ask(warmUp));
    await pause(size.settleMs);
    const before = gateway.residentKiB;
    bench.progress(`held streams: opening ${size.heldStreams}, ${gateway.name}`);
    await gateway.during(load.ask({ type: 'hold', to, streams: size.heldStreams }));
    await pause(size.settleMs);
    const after = gateway.residentKiB;
    bench.progress(`held streams: releasing, ${gateway.name}`);
    await gateway.during(load.ask({ type: 'release' }));
    return (after - before) / size.heldStreams;
  } finally {
    await gateway.stop();
  }
}
