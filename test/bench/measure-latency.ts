import { startGateway } from './gateway-process.ts';
import type { Destination } from './load-order.ts';
import type { Bench, Measurement } from './measurement.ts';
import { upstreamModel } from './mock-answers.ts';
import { spread } from './statistics.ts';

/** What a gateway adds to the direct call when there is nothing else to do. */
export async function measureLatency(bench: Bench): Promise<Measurement> {
  const { load, size } = bench;
  const count = size.lonelyRequests;
  const bare = await startGateway(bench.bare, load.upstreamPort);
  const candidate = await startGateway(bench.candidate, load.upstreamPort);
  const direct: Destination = { port: load.upstreamPort, model: upstreamModel };
  const medianMs = async (to: Destination): Promise<number> =>
    (await load.ask({ type: 'requests', to, connections: 1, count, streamEvery: 0 })).medianMs;
  const directMs: number[] = [];
  const addedByBareMs: number[] = [];
  const addedByCandidateMs: number[] = [];
  try {
    for (const gateway of [bare, candidate]) {
      bench.progress(`added latency: warm-up, ${gateway.name}`);
      for (const connections of [16, 1]) {
        const order = { type: 'requests', to: gateway.to, connections, count: 3 * count, streamEvery: 0 } as const;
        await gateway.during(load.ask(order));
      }
    }
    for (let round = 0; round < size.rounds; round += 1) {
      bench.progress(`added latency: round ${round + 1} of ${size.rounds}`);
      const directOfRoundMs = await medianMs(direct);
      directMs.push(directOfRoundMs);
      for (const gateway of round % 2 === 0 ? [bare, candidate] : [candidate, bare]) {
        const addedMs = (await gateway.during(medianMs(gateway.to))) - directOfRoundMs;
        (gateway === bare ? addedByBareMs : addedByCandidateMs).push(addedMs);
      }
    }
  } finally {
    await Promise.all([bare.stop(), candidate.stop()]);
  }
  return {
    what: 'Latency added at concurrency 1, median',
    unit: 'ms',
    bare: spread(addedByBareMs),
    candidate: spread(addedByCandidateMs),
    figure: spread(addedByCandidateMs),
    figureUnit: 'ms',
    target: 0.3,
    note: `bare proxy and candidate over the direct call of the same round, ${spread(directMs).median.toFixed(3)} ms; ${count} requests a block`,
  };
}
