import { type GatewayProcess, startGateway } from './gateway-process.ts';
import type { GatewayRecipe } from './gateway-recipe.ts';
import type { LoadProcess } from './load-process.ts';
import { type Spread, spread } from './statistics.ts';
import { undisturbed } from './undisturbed.ts';

export interface InterleavedPlan {
  readonly load: LoadProcess;
  readonly rounds: number;
  /** What is measured, for whoever waits. */
  readonly what: string;
  /** The first one is what the others are compared with. */
  readonly gateways: readonly GatewayRecipe[];
  /** Puts one block of load on a gateway; resolves with its cost. */
  block(gateway: GatewayProcess): Promise<number>;
  /** As `Bench.maxTries`; default 6. */
  readonly maxTries?: number;
  progress(text: string): void;
}

export interface InterleavedCost {
  /** The share of the blocks during which other programs were busy. */
  readonly disturbedShare: number;
  readonly cost: Spread;
  /** Over the first gateway's cost of the same round. */
  readonly ratio: Spread;
}

/** So many that the compiler has settled: about 30,000 requests of a full run. */
const warmUps = 5;
export const usualTries = 6;

/**
 * Measures gateways by turns, so that a change of the machine's speed meets them all.
 * The order alternates from round to round; the warm-up blocks count for nothing.
 */
export async function measureInterleaved(plan: InterleavedPlan): Promise<readonly InterleavedCost[]> {
  const running: GatewayProcess[] = [];
  const costs: number[][] = plan.gateways.map(() => []);
  const disturbed: number[] = plan.gateways.map(() => 0);
  const ownCpuMs = (): number => {
    const { user, system } = process.cpuUsage();
    return running.reduce((sum, { cpuMs }) => sum + cpuMs, plan.load.cpuMs + (user + system) / 1000);
  };
  try {
    for (const recipe of plan.gateways) running.push(await startGateway(recipe, plan.load.upstreamPort));
    for (let round = -warmUps; round < plan.rounds; round += 1) {
      const order = [...running.entries()];
      for (const [index, gateway] of round % 2 === 0 ? order : order.reverse()) {
        const name = round < 0 ? 'warm-up' : `round ${round + 1} of ${plan.rounds}`;
        plan.progress(`${plan.what}: ${name}, ${gateway.name}`);
        const block = await undisturbed(ownCpuMs, plan.maxTries ?? usualTries, () =>
          gateway.during(plan.block(gateway)),
        );
        if (round < 0) continue;
        costs[index]?.push(block.result);
        if (block.wasDisturbed) disturbed[index] = (disturbed[index] ?? 0) + 1;
      }
    }
  } finally {
    await Promise.all(running.map((gateway) => gateway.stop()));
  }
  const [first = []] = costs;
  return costs.map((own, index) => ({
    disturbedShare: (disturbed[index] ?? 0) / plan.rounds,
    cost: spread(own),
    ratio: spread(own.map((cost, round) => cost / (first[round] ?? Number.NaN))),
  }));
}
