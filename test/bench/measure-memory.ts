import { setTimeout as pause } from 'node:timers/promises';
import { type GatewayProcess, startGateway } from './gateway-process.ts';
import type { GatewayRecipe } from './gateway-recipe.ts';
import type { Bench, Measurement } from './measurement.ts';
import { spread } from './statistics.ts';

const connections = 64;
const streamEvery = 10;
const readings = 5;

interface Growth {
  readonly firstMiB: number;
  readonly percent: number;
  readonly lastMiB: number;
}

/** How much the resident memory grows between the first and the last request. */
export async function measureMemory(bench: Bench): Promise<Measurement> {
  const bare = await grow(bench, bench.bare);
  const candidate = await grow(bench, bench.candidate);
  const [first, last] = bench.size.memoryRequests;
  const path = (growth: Growth): string => `${growth.firstMiB.toFixed(1)} → ${growth.lastMiB.toFixed(1)} MiB`;
  return {
    what: `Resident memory after ${last} requests over after ${first}`,
    unit: '%',
    bare: spread([bare.percent]),
    candidate: spread([candidate.percent]),
    figure: spread([candidate.percent]),
    figureUnit: '%',
    target: 5,
    note: `bare ${path(bare)}, candidate ${path(candidate)}; every ${streamEvery}th request streamed`,
  };
}

async function grow(bench: Bench, recipe: GatewayRecipe): Promise<Growth> {
  const { load, size } = bench;
  const [first, last] = size.memoryRequests;
  const gateway = await startGateway(recipe, load.upstreamPort);
  const { to } = gateway;
  const send = (count: number) => gateway.during(load.ask({ type: 'requests', to, connections, count, streamEvery }));
  try {
    bench.progress(`memory: first ${first} requests, ${gateway.name}`);
    await send(first);
    const firstMiB = await settledMiB(gateway, size.settleMs);
    bench.progress(`memory: up to ${last} requests, ${gateway.name}`);
    await send(last - first);
    const lastMiB = await settledMiB(gateway, size.settleMs);
    return { firstMiB, lastMiB, percent: (lastMiB / firstMiB - 1) * 100 };
  } finally {
    await gateway.stop();
  }
}

async function settledMiB(gateway: GatewayProcess, settleMs: number): Promise<number> {
  const values: number[] = [];
  for (let reading = 0; reading < readings; reading += 1) {
    await pause(settleMs / readings);
    values.push(gateway.residentKiB / 1024);
  }
  return spread(values).median;
}
