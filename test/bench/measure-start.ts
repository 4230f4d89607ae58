import { startGateway } from './gateway-process.ts';
import type { GatewayRecipe } from './gateway-recipe.ts';
import type { Bench, Measurement } from './measurement.ts';
import { spread } from './statistics.ts';

/** From the start of the process to its first successful `GET /health`. */
export async function measureStart(bench: Bench): Promise<Measurement> {
  const { load, size } = bench;
  const start = async (recipe: GatewayRecipe): Promise<number> => {
    const gateway = await startGateway(recipe, load.upstreamPort);
    await gateway.stop();
    return gateway.readyMs;
  };
  const bareMs: number[] = [];
  const candidateMs: number[] = [];
  for (let round = -1; round < size.starts; round += 1) {
    bench.progress(`start to ready: round ${round + 1} of ${size.starts}`);
    for (const recipe of round % 2 === 0 ? [bench.bare, bench.candidate] : [bench.candidate, bench.bare]) {
      const readyMs = await start(recipe);
      // The first round fills the file system's cache.
      if (round >= 0) (recipe === bench.bare ? bareMs : candidateMs).push(readyMs);
    }
  }
  return {
    what: 'Start to ready',
    unit: 'ms',
    bare: spread(bareMs),
    candidate: spread(candidateMs),
    figure: spread(candidateMs.map((ms, round) => ms / (bareMs[round] ?? Number.NaN))),
    figureUnit: '×',
    target: 5,
    note: 'from spawn to the first GET /health that is answered, same Node binary, no compile cache in the environment',
  };
}
