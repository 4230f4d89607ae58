/** `npm run bench:shapes`: what the possible shapes of the answer path cost. See docs/decisions/0001-answer-events-and-codecs.md. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pinThisProcess } from './child-processes.ts';
import { cpuPerLoneChunk, cpuPerRequest } from './cpu-per-unit.ts';
import type { GatewayProcess } from './gateway-process.ts';
import { bareRecipe, shapeRecipe } from './gateway-recipe.ts';
import { measureInterleaved } from './interleaved.ts';
import { LoadProcess } from './load-process.ts';
import { describeMachine } from './machine.ts';
import { measureWatchers } from './shapes/measure-watchers.ts';
import { shapes } from './shapes/shapes.ts';
import type { Spread } from './statistics.ts';

const loadCore = 1;

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const rounds = values.quick ? 2 : 15;
const requests = values.quick ? 2_000 : 5_000;
const chunks = values.quick ? { streams: 32, chunksPerStream: 100 } : { streams: 48, chunksPerStream: 400 };

const machine = describeMachine();
pinThisProcess(loadCore);
process.on('SIGINT', () => process.exit(130));
const directory = await mkdtemp(join(tmpdir(), 'cato-shapes-'));
const load = await LoadProcess.start(directory);
try {
  process.stdout.write(`${machine}\n\nCPU per event of a watcher, alone in a process\n`);
  for (const { name, microseconds } of measureWatchers(rounds)) print(name, `${toRange(microseconds)} µs`, '');
  const loneChunk = (gateway: GatewayProcess): Promise<number> => cpuPerLoneChunk(load, gateway, chunks);
  const request = (gateway: GatewayProcess): Promise<number> => cpuPerRequest(load, gateway, requests);
  await compare('CPU per lone chunk passed through', 'pass-', loneChunk);
  await compare('CPU per lone chunk translated', 'translate-', loneChunk);
  await compare('CPU per non-streamed request', 'whole-', request);
} finally {
  await load.stop();
  await rm(directory, { recursive: true, force: true });
}

async function compare(
  what: string,
  prefix: string,
  block: (gateway: GatewayProcess) => Promise<number>,
): Promise<void> {
  const names = Object.keys(shapes).filter((name) => name.startsWith(prefix));
  const gateways = [bareRecipe(directory), ...names.map((name) => shapeRecipe(name, directory))];
  const progress = (): void => undefined;
  const costs = await measureInterleaved({ load, rounds, what, gateways, block, progress });
  process.stdout.write(`\n${what}, and over the bare proxy's\n`);
  for (const [index, { cost, ratio }] of costs.entries()) {
    print(gateways[index]?.name ?? '', `${toRange(cost)} µs`, `${toRange(ratio)} ×`);
  }
}

function print(name: string, cost: string, ratio: string): void {
  process.stdout.write(`  ${name.padEnd(32)} ${cost.padEnd(26)} ${ratio}\n`);
}

function toRange({ median, lowerQuartile, upperQuartile }: Spread): string {
  return `${median.toFixed(2)} (${lowerQuartile.toFixed(2)}–${upperQuartile.toFixed(2)})`;
}
