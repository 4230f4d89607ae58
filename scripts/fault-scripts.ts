/** `npm run test:faults`: random faults of providers over real connections, through the local gateway in this process. */
import { generateFaultScript } from '../test/faults/random/generate-fault-script.ts';
import { type Failure, type RunResult, runFaultScripts } from '../test/faults/random/run-fault-scripts.ts';
import { readNumbers } from './read-numbers.ts';

const help = `npm run test:faults -- [options]

Plays random fault scripts: providers that break off, fall silent, send garbage, refuse or limit, in any mixture, with
clients that read, read slowly or leave. Each request must end complete and correct or in an explicit error: never a
truncated, doubled or spliced answer told as a success, never without an end, never with a key in it, and no call to a
provider may stay open for more than a second afterwards.

  --count N        how many scripts (default 100000)
  --seed N         which scripts: the same seed plays the same ones (default: another one each time)
  --only N         play script N of the seed alone, and show it
  --concurrency N  scripts under way at the same time (default 32)
  --minutes N      stop after this time, as a failure (default 60)
  --help           this text

Exit code 0: everything held; 1: something did not, with the script that shows it; 2: wrong use.
`;

interface Options {
  readonly count: number;
  readonly seed: number;
  readonly only: number | null;
  readonly concurrency: number;
  readonly minutes: number;
}

async function main({ count, seed, only, concurrency, minutes }: Options): Promise<number> {
  const startedAt = performance.now();
  const range = only === null ? { first: 0, count, concurrency } : { first: only, count: 1, concurrency: 1 };
  const signal = AbortSignal.timeout(minutes * 60_000);
  if (only !== null) process.stdout.write(`${JSON.stringify(generateFaultScript(seed, only), null, 2)}\n\n`);
  const result = await runFaultScripts({ seed, ...range, signal, progress: showProgress(range.count) });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  for (const failure of result.failures) process.stdout.write(`${describe(seed, failure)}\n\n`);
  const isStopped = result.failures.length === 0 && result.done < range.count;
  if (isStopped)
    process.stdout.write(`Only ${result.done} of ${range.count} scripts were done in ${minutes} minutes.\n`);
  report(seed, result, (performance.now() - startedAt) / 1000);
  return result.failures.length === 0 && !isStopped ? 0 : 1;
}

function describe(seed: number, { script, what }: Failure): string {
  return [
    `Script ${script.index} of seed ${seed}: ${what}`,
    `  Again: npm run test:faults -- --seed ${seed} --only ${script.index}`,
  ].join('\n');
}

function report(seed: number, { done, outcomes, calls, repeated, failures }: RunResult, seconds: number): void {
  const counted = [...outcomes].sort(([, a], [, b]) => b - a).map(([outcome, times]) => `  ${outcome}: ${times}\n`);
  process.stdout.write(`Seed ${seed}: ${done} scripts, ${calls} calls to providers, ${seconds.toFixed(0)} s\n`);
  process.stdout.write(`Requests ended so:\n${counted.join('')}`);
  process.stdout.write(`Played again alone, as time may have been short: ${repeated}\n`);
  process.stdout.write(failures.length === 0 ? 'Everything held.\n' : `${failures.length} scripts failed.\n`);
}

function showProgress(count: number): (done: number) => void {
  return (done) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${done} of ${count}`);
  };
}

const options = readNumbers(
  {
    count: 100_000,
    seed: Math.floor(Math.random() * 1_000_000_000),
    only: null,
    concurrency: 32,
    minutes: 60,
  },
  help,
);
if (options !== null) process.exitCode = await main({ ...options, concurrency: Math.max(1, options.concurrency) });
