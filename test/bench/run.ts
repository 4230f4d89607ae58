/** `npm run bench`: what Cato costs, next to the bare proxy. See docs/BENCHMARKS.md. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchOptions, help, parseOptions } from './bench-options.ts';
import { pinThisProcess } from './child-processes.ts';
import { bareRecipe, candidateRecipe, surfaceRecipe } from './gateway-recipe.ts';
import { usualTries } from './interleaved.ts';
import { LoadProcess } from './load-process.ts';
import { describeMachine } from './machine.ts';
import { measureChunkCpu, measureRequestCpu } from './measure-cpu.ts';
import { measureHeldStreams } from './measure-held.ts';
import { measureLatency } from './measure-latency.ts';
import { measureMemory } from './measure-memory.ts';
import { measureRoutingDecision, measureRoutingScale } from './measure-routing.ts';
import { measureStart } from './measure-start.ts';
import { type Bench, fullSize, type Measurement, type MeasurementName, quickSize } from './measurement.ts';
import { isMet, toTable } from './report.ts';
import { measureSurfaces } from './surfaces/measure-surfaces.ts';

const wholeRunMs = 30 * 60_000;
const loadCore = 1;
/** Two sockets for each held stream in the gateway, and in the load process as well, and some to spare. */
const openFilesPerStream = 2.1;

const measure: Readonly<Record<MeasurementName, (bench: Bench) => Promise<Measurement | readonly Measurement[]>>> = {
  cpu: measureRequestCpu,
  chunk: measureChunkCpu,
  latency: measureLatency,
  start: measureStart,
  held: measureHeldStreams,
  memory: measureMemory,
  routing: measureRoutingDecision,
  scale: measureRoutingScale,
  surfaces: measureSurfaces,
};

async function run(options: BenchOptions): Promise<void> {
  const size = options.isQuick ? quickSize : fullSize;
  if (options.only.includes('held')) requireOpenFiles(Math.ceil(size.heldStreams * openFilesPerStream));
  const machine = describeMachine();
  pinThisProcess(loadCore);
  const directory = await mkdtemp(join(tmpdir(), 'cato-bench-'));
  const load = await LoadProcess.start(directory);
  try {
    const bench: Bench = {
      load,
      bare: bareRecipe(directory),
      candidate: candidateRecipe(options.candidate, directory),
      surface: (name, model) => surfaceRecipe({ name, model }, options.candidate, directory),
      size,
      maxTries: options.keepsDisturbed ? 1 : usualTries,
      progress: (text) => {
        if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
      },
    };
    const measurements: Measurement[] = [];
    for (const name of options.only) measurements.push(...[await measure[name](bench)].flat());
    bench.progress('');
    if (options.isJson) {
      const results = measurements.map((measurement) => ({ ...measurement, isMet: isMet(measurement) }));
      process.stdout.write(`${JSON.stringify({ machine, isQuick: options.isQuick, results }, null, 2)}\n`);
    } else process.stdout.write(`${machine}\n\n${toTable(measurements, 'candidate')}`);
  } finally {
    await load.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

function requireOpenFiles(wanted: number): void {
  const limits = readFileSync('/proc/self/limits', 'latin1');
  const limit = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 0);
  if (limit >= wanted) return;
  throw new Error(`held streams need ${wanted} open files, the limit is ${limit}: run "ulimit -n ${wanted}" before`);
}

function fail(error: unknown, exitCode: number): never {
  process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`);
  process.exit(exitCode);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
setTimeout(() => fail(new Error(`the bench did not end within ${wholeRunMs / 60_000} minutes`), 1), wholeRunMs).unref();

let options: BenchOptions;
try {
  options = parseOptions(process.argv.slice(2));
} catch (error) {
  fail(error, 2);
}
if (options.isHelp) process.stdout.write(help);
else await run(options).catch((error: unknown) => fail(error, 1));
