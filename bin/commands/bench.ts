import type { Writable } from 'node:stream';
import { Argument, type Command, InvalidArgumentError } from 'commander';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { BenchRefusal } from '../../local/bench-providers/bench-refusal.ts';
import { providerTable } from '../../local/bench-providers/provider-table.ts';
import { refuseSpending, spendingText } from '../../local/bench-providers/refuse-spending.ts';
import { type BenchResult, runBench } from '../../local/bench-providers/run-bench.ts';
import { TablePlace } from '../../local/bench-providers/table-place.ts';
import { writtenTable } from '../../local/bench-providers/written-table.ts';
import { type CommandHost, processHost } from '../../local/command-host.ts';
import { readSettings } from '../../local/read-settings.ts';
import { packageVersion } from '../../wiring/package-version.ts';
import { StartError } from '../../wiring/start-error.ts';

interface BenchFlags {
  readonly config?: string;
  readonly requests?: number;
  readonly only?: readonly string[];
  readonly yes?: true;
  readonly write?: true | string;
  readonly json?: true;
}

const usualDocument = 'docs/BENCHMARKS.md';
const maxRequests = 10_000;

export function addBench(program: Command, done: (exitCode: number) => void, host = processHost): void {
  program
    .command('bench')
    .description('measure what is configured: latency, price and quality of each target; asks real models')
    .addArgument(new Argument('<what>', 'what to measure').choices(['providers']))
    .option('--config <file>', 'configuration (default: cato.yaml if it is there; CATO_CONFIG)')
    .option('--requests <number>', 'questions for each target (default: the built-in set once)', toCount)
    .option('--only <target>', 'measure this target alone; may be given several times', collect)
    .option('--yes', 'spend what it costs')
    .option('--write [file]', `put the table into its place in a document (default: ${usualDocument})`)
    .option('--json', 'print the result, or what is wrong, as one JSON object')
    .addHelpText('after', help)
    .action(async (_what: string, flags: BenchFlags) => done(await bench(flags, host)));
}

const help = `
Each target is asked the same short questions (config/bench-questions.json), two at a time, through the gateway's own way of a
request, in this process: nothing listens and nothing is kept. What it may cost at most is told first. Without --yes nothing is
spent when that is over $1 or unknown, or when no terminal is there. Targets without credentials stay empty rows.
Ctrl-C ends the run and prints what there is. Exit code 1: a target gave no answer at all, nothing was measured, or it was ended.`;

async function bench(flags: BenchFlags, host: CommandHost): Promise<number> {
  const { out, error: errors, variables } = host;
  const isTerminal = isTty(errors);
  const stopping = new AbortController();
  // Asked again, the process ends at once.
  const stop = (): void => stopping.abort(new GatewayError('client-gone', 'The run was ended.'));
  process.once('SIGINT', stop);
  try {
    const place = placeOf(flags);
    const settings = await readSettings({ configFile: flags.config ?? null, host: null, port: null, variables });
    const result = await runBench({
      settings,
      count: flags.requests ?? null,
      only: flags.only ?? [],
      signal: stopping.signal,
      agree(estimates, questionCount) {
        if (flags.json !== true) errors.write(`${spendingText(estimates, questionCount)}\n`);
        const refusal = flags.yes === true ? null : refuseSpending(estimates, isTerminal);
        if (refusal === null) return;
        const told = flags.json === true ? `${spendingText(estimates, questionCount)} ${refusal}` : refusal;
        throw new BenchRefusal(told);
      },
      onProgress(target, asked, questionCount) {
        if (isTerminal)
          errors.write(`\r\u001b[K${asked < questionCount ? `${target}: ${asked} of ${questionCount}` : ''}`);
      },
    });
    if (isTerminal) errors.write('\r\u001b[K');
    print(result, flags, host);
    if (place !== null) {
      if (result.interrupted) errors.write('The run was ended before its end: nothing was written.\n');
      else place.write(documented(result, flags));
    }
    return exitCode(result);
  } catch (error) {
    if (!(error instanceof BenchRefusal || error instanceof StartError)) throw error;
    if (flags.json === true) out.write(asJson({ error: { message: error.message } }));
    else errors.write(`${error.message}\n`);
    return error instanceof BenchRefusal ? 2 : 1;
  } finally {
    process.removeListener('SIGINT', stop);
  }
}

function placeOf({ write, only }: BenchFlags): TablePlace | null {
  if (write === undefined) return null;
  if (only !== undefined) throw new BenchRefusal('--write replaces the whole table: leave --only out.');
  return new TablePlace(write === true ? usualDocument : write);
}

function print(result: BenchResult, { json }: BenchFlags, { out, error: errors }: CommandHost): void {
  if (json === true) {
    out.write(asJson({ measuredAt: new Date().toISOString(), ...result }));
    return;
  }
  out.write(providerTable(result.rows));
  for (const { target, lastError } of result.rows) {
    if (lastError !== null) errors.write(`${target}: last failure ${lastError}\n`);
  }
}

function documented({ rows, questionCount }: BenchResult, { requests }: BenchFlags): string {
  const command = `npx cato bench providers${requests === undefined ? '' : ` --requests ${requests}`} --yes --write`;
  return writtenTable({ rows, questionCount, measuredAt: new Date(), version: packageVersion, command });
}

function exitCode({ rows, interrupted }: BenchResult): number {
  const isMeasured = rows.some(({ wholeMs }) => wholeMs !== null);
  const isSilent = rows.some(({ asked, wholeMs }) => asked > 0 && wholeMs === null);
  return isMeasured && !isSilent && !interrupted ? 0 : 1;
}

function isTty(stream: Writable): boolean {
  return 'isTTY' in stream && stream.isTTY === true;
}

function asJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function collect(word: string, before: readonly string[] = []): readonly string[] {
  return [...before, word];
}

function toCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > maxRequests)
    throw new InvalidArgumentError(`It is a number from 1 to ${maxRequests}.`);
  return count;
}
