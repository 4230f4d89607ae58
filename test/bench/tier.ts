import { classifyTier } from '../../core/routing/tier/classify-tier.ts';
import type { TierInput } from '../../core/routing/tier/tier-input.ts';
import { loadTierWeights } from '../../local/load-tier-weights.ts';
import { fillerProgram, fillerProse } from '../../scripts/tier/filler-text.ts';

/**
 * How long the tier of an 8,000-token conversation takes: `node test/bench/tier.ts`. The thread's own time leaves out
 * what other programs took of the processor meanwhile.
 */
const rounds = 3000;
const warmUp = 1000;
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
  const wallMs: number[] = [];
  const cpuMs: number[] = [];
  for (let round = 0; round < warmUp + rounds; round += 1) {
    // A new string each time, in one piece as a parsed body has it: nothing that the engine keeps of an old one may help.
    const fresh: string[] = JSON.parse(JSON.stringify(userTurns.map((turn) => `${round} ${turn}`)));
    const input: TierInput = { userTurns: fresh, instructions: '', estimatedTokens: tokens };
    const cpuBefore = process.threadCpuUsage();
    const startedAt = performance.now();
    classifyTier(input, weights);
    const endedAt = performance.now();
    const cpu = process.threadCpuUsage(cpuBefore);
    if (round < warmUp) continue;
    wallMs.push(endedAt - startedAt);
    cpuMs.push((cpu.user + cpu.system) / 1000);
  }
  const chars = userTurns.reduce((sum, turn) => sum + turn.length, 0);
  process.stdout.write(
    `${name}, ${chars} characters: ${summary(wallMs)}; of the thread's own time ${summary(cpuMs)}\n`,
  );
}

function summary(timesMs: number[]): string {
  timesMs.sort((a, b) => a - b);
  const at = (share: number): string => (timesMs[Math.floor(timesMs.length * share)] ?? 0).toFixed(3);
  return `median ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}
