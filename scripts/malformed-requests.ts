/** `npm run test:malformed`: malformed requests over real connections to a gateway in a process of its own. */
import { GatewayChild, type MemoryUse } from '../test/malformed/gateway-child.ts';
import { checkHealth } from '../test/malformed/gateway-health.ts';
import { type CampaignResult, runCampaign, type Violation } from '../test/malformed/run-campaign.ts';
import { showRequest } from '../test/malformed/show-request.ts';
import { readNumbers } from './read-numbers.ts';

const help = `npm run test:malformed -- [options]

Starts the local gateway with the embedded model and sends it malformed requests. It must answer each, or end the
connection, within 15 seconds; never with a 5xx; every 4xx with an error a client can read; and be as it was afterwards.

  --count N      how many requests (default 100000)
  --seed N       which requests: the same seed sends the same ones (default: another one each time)
  --first N      number of the first request (default 0): with --count 1, one request again
  --minutes N    stop after this time, as a failure (default 20)
  --help         this text

Exit code 0: everything held; 1: something did not, with the request that shows it; 2: wrong use.
`;

const concurrency = 12;
const boundMs = 15_000;
const warmUpCount = 3000;
/** What may be kept after all kinds of requests: compiled code, and what is remembered within bounds. */
const allowedGrowthBytes = 25 * 1024 * 1024;
const memorySettlesMs = 20_000;

interface Options {
  readonly count: number;
  readonly seed: number;
  readonly first: number;
  readonly minutes: number;
}

async function main(options: Options): Promise<number> {
  const { count, seed, first, minutes } = options;
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(minutes * 60_000);
  const gateway = await GatewayChild.start();
  const ended = (): never => process.exit(130);
  process.once('SIGINT', () => void gateway.stop().then(ended));
  const { address } = gateway;
  // Other requests than those of the campaign, but of the same kinds: what they make the process keep is no leak.
  await runCampaign({ address, seed: seed ^ 0x5eed, count: warmUpCount, concurrency, boundMs, signal });
  const before = await gateway.memory();
  const result = await runCampaign({
    address,
    seed,
    first,
    count,
    concurrency,
    boundMs,
    signal,
    progress: showProgress(count),
  });
  clearProgress();
  const problems = result.violations.map(describeViolation);
  if (!gateway.isRunning) problems.push('The gateway ended by itself.');
  else {
    const { fault } = await checkHealth(address);
    if (fault !== null) problems.push(`Afterwards ${fault}.`);
    const grown = await findGrowth(gateway, before);
    if (grown !== null) problems.push(grown);
  }
  if (signal.aborted) problems.push(`Only ${result.done} of ${count} requests were done in ${minutes} minutes.`);
  const exitCode = await gateway.stop();
  if (exitCode !== 0) problems.push(`The gateway ended with ${exitCode}.`);
  problems.push(...gateway.faults.map((line) => `The gateway reported a fault of its own: ${line}`));
  report(options, result, problems, (performance.now() - startedAt) / 1000);
  return problems.length === 0 ? 0 : 1;
}

/** Memory that is not given back, as a sentence; `null` when it is. */
async function findGrowth(gateway: GatewayChild, before: MemoryUse): Promise<string | null> {
  const end = Date.now() + memorySettlesMs;
  for (;;) {
    const { liveBytes, residentBytes } = await gateway.memory();
    const grown = liveBytes - before.liveBytes;
    if (grown <= allowedGrowthBytes) {
      process.stdout.write(
        `Memory in use: ${toMebibytes(before.liveBytes)} MiB before, ${toMebibytes(liveBytes)} MiB after`,
      );
      process.stdout.write(` (resident ${toMebibytes(before.residentBytes)} and ${toMebibytes(residentBytes)} MiB)\n`);
      return null;
    }
    if (Date.now() > end) return `The gateway still needs ${toMebibytes(grown)} MiB more than before the campaign.`;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function toMebibytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}

function describeViolation({ seed, index, request, what }: Violation): string {
  return [
    `Request ${index} of seed ${seed} (${request.fault}): ${what}`,
    `  ${showRequest(request)}`,
    `  Again: npm run test:malformed -- --seed ${seed} --first ${index} --count 1`,
  ].join('\n');
}

function report({ seed }: Options, result: CampaignResult, problems: readonly string[], seconds: number): void {
  const outcomes = [...result.outcomes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([outcome, times]) => `${outcome}: ${times}`);
  for (const problem of problems) process.stdout.write(`${problem}\n\n`);
  process.stdout.write(
    `Seed ${seed}: ${result.done} requests, ${result.faults.size} kinds of faults, ${seconds.toFixed(0)} s\n`,
  );
  process.stdout.write(`Answers: ${outcomes.join(', ')}\n`);
  process.stdout.write(problems.length === 0 ? 'Everything held.\n' : `${problems.length} problems.\n`);
}

function showProgress(count: number): (done: number) => void {
  return (done) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${done} of ${count}`);
  };
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}

const usual = { count: 100_000, seed: Math.floor(Math.random() * 1_000_000_000), first: 0, minutes: 20 };
const options = readNumbers(usual, help);
if (options !== null) process.exitCode = await main(options);
