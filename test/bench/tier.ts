import { classifyTier } from '../../core/routing/tier/classify-tier.ts';
import type { TierInput } from '../../core/routing/tier/tier-input.ts';
import { fillerProgram, fillerProse } from '../../scripts/tier/filler-text.ts';
import { loadTierWeights } from '../../wiring/load-tier-weights.ts';

/**
 * How long the tier of an 8,000-token conversation takes: `node test/bench/tier.ts`. Each shape has several passes,
 * because whatever else runs on the machine moves a p99.
 */
const passes = 4;
const rounds = 1000;
const warmUp = 300;
const tokens = 8000;

const shapes: Readonly<Record<string, readonly string[]>> = {
  'one turn of prose': [fillerProse(6200, 1)],
  'one turn of code': [fillerProgram(5000, 1)],
  'ten turns of prose': Array.from({ length: 10 }, (_, at) => fillerProse(620, at)),
  'two hundred short turns': Array.from({ length: 200 }, (_, at) => fillerProse(31, at)),
  'one question': ['Explain the implications of quantum computing on cryptography'],
};

const weights = loadTierWeights();
for (const [name, userTurns] of Object.entries(shapes)) {
  const p99s: number[] = [];
  const medians: number[] = [];
  for (let pass = 0; pass < passes; pass += 1) {
    const timesMs = measure(userTurns);
    p99s.push(timesMs[Math.floor(timesMs.length * 0.99)] ?? 0);
    medians.push(timesMs[timesMs.length >> 1] ?? 0);
  }
  const chars = userTurns.reduce((sum, turn) => sum + turn.length, 0);
  const list = (times: readonly number[]): string => times.map((time) => time.toFixed(2)).join(' ');
  process.stdout.write(`${name}, ${chars} characters: medians ${list(medians)} ms, p99s ${list(p99s)} ms\n`);
}

/** Sorted times of one pass. */
function measure(userTurns: readonly string[]): readonly number[] {
  const timesMs: number[] = [];
  for (let round = 0; round < warmUp + rounds; round += 1) {
    // A new string each time, in one piece as a parsed body has it: nothing that the engine keeps of an old one may help.
    const fresh: string[] = JSON.parse(JSON.stringify(userTurns.map((turn) => `${round} ${turn}`)));
    const input: TierInput = { userTurns: fresh, instructions: '', estimatedTokens: tokens };
    const startedAt = performance.now();
    classifyTier(input, weights);
    if (round >= warmUp) timesMs.push(performance.now() - startedAt);
  }
  return timesMs.sort((a, b) => a - b);
}
