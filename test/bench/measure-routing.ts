import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { fillerProgram, fillerProse } from '../../scripts/tier/filler-text.ts';
import type { Bench, Measurement } from './measurement.ts';
import { RoutingBed } from './routing-bed.ts';
import { quantile, spread } from './statistics.ts';

const warmUp = 500;
const decisionsPerBlock = 2_000;
const [few, many] = [10, 10_000] as const;

/** Prompts of about 8,000 tokens, of the shapes that clients send. */
const longPrompts: readonly (readonly string[])[] = [
  [fillerProse(6_200, 1)],
  [fillerProgram(5_000, 1)],
  Array.from({ length: 10 }, (_, at) => fillerProse(620, at)),
  Array.from({ length: 200 }, (_, at) => fillerProse(31, at)),
];

/** The time of a routing decision for prompts of 8,000 tokens: survey, tier, filters, choice, affinity. */
export async function measureRoutingDecision(bench: Bench): Promise<Measurement> {
  const bed = new RoutingBed(few);
  const short: number[] = [];
  const long: number[] = [];
  for (let round = 0; round < bench.size.rounds; round += 1) {
    bench.progress(`routing decisions: round ${round + 1} of ${bench.size.rounds}`);
    short.push(await p99Ms(bed, round === 0, () => ['What is 2+2?']));
    long.push(await p99Ms(bed, round === 0, (at) => longPrompts[at % longPrompts.length] ?? []));
  }
  return {
    what: 'Routing decision at 8,000 tokens, p99',
    unit: 'ms',
    bare: spread(short),
    candidate: spread(long),
    figure: spread(long),
    figureUnit: 'ms',
    target: 1,
    note: `in place of the bare proxy a prompt of five words; ${decisionsPerBlock / 4} decisions a block, ${longPrompts.length} shapes`,
  };
}

/** A decision's cost with many targets, routes and sessions, over that with few. */
export async function measureRoutingScale(bench: Bench): Promise<Measurement> {
  const [small, large] = [new RoutingBed(few), new RoutingBed(many)];
  const [smallUs, largeUs, ratios]: number[][] = [[], [], []];
  for (let round = 0; round < bench.size.rounds; round += 1) {
    bench.progress(`routing at scale: round ${round + 1} of ${bench.size.rounds}`);
    const inOrder = round % 2 === 0 ? ([small, large] as const) : ([large, small] as const);
    const times = new Map<RoutingBed, number>();
    for (const bed of inOrder) times.set(bed, await meanUs(bed, bed === small ? few : many));
    const [a, b] = [times.get(small) ?? 0, times.get(large) ?? 0];
    smallUs?.push(a);
    largeUs?.push(b);
    ratios?.push(b / a);
  }
  return {
    what: `Routing decision with ${many} targets, routes and sessions over ${few}`,
    unit: 'µs',
    bare: spread(smallUs ?? []),
    candidate: spread(largeUs ?? []),
    figure: spread(ratios ?? []),
    figureUnit: '×',
    target: 1.2,
    note: `in place of the bare proxy ${few} of each; ordinary prompts, every route, target and session in turn`,
  };
}

async function p99Ms(bed: RoutingBed, isFirst: boolean, prompt: (at: number) => readonly string[]): Promise<number> {
  const timesMs = new Float64Array(decisionsPerBlock / 4);
  for (let at = isFirst ? -warmUp : 0; at < timesMs.length; at += 1) {
    // A new text each time: nothing that the engine keeps of an old one may help.
    const turns = prompt(at + warmUp).map((turn) => ({ role: 'user', content: `${at} ${turn}` }));
    const body: JsonObject = JSON.parse(JSON.stringify({ messages: turns }));
    const startedAt = performance.now();
    await bed.decide(0, at + warmUp, body);
    if (at >= 0) timesMs[at] = performance.now() - startedAt;
  }
  return quantile(timesMs.sort(), 0.99);
}

async function meanUs(bed: RoutingBed, count: number): Promise<number> {
  const bodies = Array.from({ length: 50 }, (_, at): JsonObject => {
    return { messages: [{ role: 'user', content: fillerProse(120, at) }] };
  });
  const startedAt = performance.now();
  for (let at = 0; at < decisionsPerBlock; at += 1) {
    // Strides that are prime to the counts reach everything, in no order a cache could follow.
    await bed.decide((at * 7919) % count, (at * 104_729) % count, bodies[at % bodies.length] ?? {});
  }
  return ((performance.now() - startedAt) * 1000) / decisionsPerBlock;
}
