import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { WeightsError } from '../../../wiring/weights/weights-error.ts';
import { checkWeightsName, findInstalled, manifestName } from '../../../wiring/weights/weights-folder.ts';
import type { TellProgress } from '../weights-progress.ts';
import type { ObjectStore } from './object-store.ts';
import { pushFile } from './push-file.ts';
import { type ArchivedFile, tarArchive } from './tar-archive.ts';

export interface PushOptions {
  readonly name: string;
  /** A file or a folder; `null` = what `cato model add` brought under the name. */
  readonly source: string | null;
  /** Where weights of this machine are kept. */
  readonly folder: string;
  /** As one archive among the models of the entailment endpoint. */
  readonly asEntailmentModel: boolean;
  readonly store: ObjectStore;
  readonly tell: TellProgress;
  readonly signal: AbortSignal;
  /** For tests; default: as large as each file needs. */
  readonly partBytes?: number;
}

export interface PushedWeights {
  /** Below the bucket: a prefix that ends in `/`, or an archive. */
  readonly key: string;
  readonly files: number;
  /** Of those, the ones that were there already. */
  readonly wereThere: number;
}

/** What the container of the entailment models loads. */
const entailmentFiles = ['model.onnx', 'tokenizer.json', 'config.json'];

/**
 * Brings weights to where the deployment's endpoints load them from.
 * @throws WeightsError that says what to do; the signal's reason when it aborts.
 */
export async function pushWeights(options: PushOptions): Promise<PushedWeights> {
  const name = checkWeightsName(options.name);
  const files = await findFiles(await findSource(options, name));
  if (files.length === 0) throw new WeightsError(`There are no files in ${options.source}.`);
  if (options.asEntailmentModel) return pushArchive(options, name, files);
  const key = `models/${name}/`;
  let wereThere = 0;
  for (const file of files) {
    if (await pushFile({ ...options, path: file.path, name: file.name, key: key + file.name })) wereThere++;
  }
  return { key, files: files.length, wereThere };
}

async function pushArchive(options: PushOptions, name: string, files: readonly ArchivedFile[]): Promise<PushedWeights> {
  const absent = entailmentFiles.filter((wanted) => !files.some((file) => file.name === wanted));
  if (absent.length > 0) {
    throw new WeightsError(
      `An entailment model has ${entailmentFiles.join(', ')}; there is no ${absent.join(', no ')}.`,
    );
  }
  const key = `models/nli/${name}.tar.gz`;
  const folder = await mkdtemp(join(tmpdir(), 'cato-push-'));
  try {
    const path = join(folder, 'archive');
    await pipeline(Readable.from(tarArchive(files)), createGzip(), createWriteStream(path), { signal: options.signal });
    const wasThere = await pushFile({ ...options, path, name: basename(key), key });
    return { key, files: 1, wereThere: wasThere ? 1 : 0 };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function findSource({ source, folder }: PushOptions, name: string): Promise<string> {
  if (source !== null) return source;
  const installed = await findInstalled(folder, name);
  if (installed !== null) return installed.folder;
  throw new WeightsError(`There are no weights named ${name} here: say which folder they are in, or add them first.`);
}

/** Sorted; without what is hidden and what this program writes down itself. */
async function findFiles(source: string): Promise<readonly ArchivedFile[]> {
  const found = await stat(source).catch(() => null);
  if (found === null) throw new WeightsError(`There is no ${source}.`);
  if (found.isFile()) return [{ path: source, name: basename(source) }];
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, name: relative(source, path).split(sep).join('/') }))
    .filter(({ name }) => name !== manifestName && !name.split('/').some((part) => part.startsWith('.')))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
