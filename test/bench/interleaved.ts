import { type GatewayProcess, startGateway } from './gateway-process.ts';
import type { Bench } from './measurement.ts';
import { type Spread, spread } from './statistics.ts';

export interface InterleavedCosts {
  readonly bare: Spread;
  readonly candidate: Spread;
  /** Candidate over bare, round by round. */
  readonly ratio: Spread;
}

/**
 * Measures both gateways by turns, so that a change of the machine's speed meets both.
 * The order within a round alternates; the first block of each is a warm-up and counts for nothing.
 */
export async function measureInterleaved(
  bench: Bench,
  what: string,
  block: (gateway: GatewayProcess) => Promise<number>,
): Promise<InterleavedCosts> {
  const bare = await startGateway(bench.bare, bench.load.upstreamPort);
  const candidate = await startGateway(bench.candidate, bench.load.upstreamPort);
  const costs = new Map<GatewayProcess, number[]>([
    [bare, []],
    [candidate, []],
  ]);
  try {
    for (const gateway of [bare, candidate, bare, candidate]) {
      bench.progress(`${what}: warm-up, ${gateway.name}`);
      await gateway.during(block(gateway));
    }
    for (let round = 0; round < bench.size.rounds; round += 1) {
      for (const gateway of round % 2 === 0 ? [bare, candidate] : [candidate, bare]) {
        bench.progress(`${what}: round ${round + 1} of ${bench.size.rounds}, ${gateway.name}`);
        costs.get(gateway)?.push(await gateway.during(block(gateway)));
      }
    }
  } finally {
    await Promise.all([bare.stop(), candidate.stop()]);
  }
  const [bareCosts, candidateCosts] = [costs.get(bare) ?? [], costs.get(candidate) ?? []];
  return {
    bare: spread(bareCosts),
    candidate: spread(candidateCosts),
    ratio: spread(candidateCosts.map((cost, round) => cost / (bareCosts[round] ?? Number.NaN))),
  };
}
