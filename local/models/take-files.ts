import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { KnownFile } from '../../config/known-weights-row.ts';
import { WeightsError } from '../../wiring/weights/weights-error.ts';
import type { BringOptions, BroughtWeights } from './bring-options.ts';
import { checkShape } from './check-shape.ts';
import { chooseFiles } from './choose-files.ts';
import { checkFreeSpace } from './free-space.ts';
import type { Holder } from './holder.ts';
import { missingBytes, sizeOf } from './missing-bytes.ts';
import { sha256File } from './sha256-file.ts';

type TakeOptions = Pick<BringOptions, 'row' | 'sha256' | 'folder' | 'signal' | 'tell'>;

/**
 * Copies what weights are made of out of a holder, and verifies it.
 * @param options a `sha256` is that of the one file that is taken, or of the archive itself.
 * @throws WeightsError when something is missing or is not what it must be; nothing of it stays then.
 */
export async function takeFiles(holder: Holder, place: string, options: TakeOptions): Promise<BroughtWeights> {
  const { row, folder, signal, tell } = options;
  const { use, format, files } = chooseFiles(row, holder.contents, place);
  const stated = await checkStated(place, files.length, options);
  await checkFreeSpace(
    folder,
    await missingBytes(
      folder,
      files.map(({ name, held }) => ({ name, bytes: held.bytes })),
    ),
  );
  const taken: KnownFile[] = [];
  for (const { held, name, sha256: known } of files) {
    const [target, part] = [join(folder, name), join(folder, `${name}.part`)];
    await holder.copy(held, part, signal);
    const sha256 = await sha256File(part, signal);
    const expected = known ?? stated;
    if (expected !== null && sha256 !== expected) {
      await rm(part);
      throw wrongFile(name, place, expected);
    }
    await rename(part, target);
    await checkShape(target);
    const bytes = await sizeOf(target);
    tell({ event: 'verified', file: name, bytes, sha256 });
    taken.push({ name, bytes, sha256 });
  }
  return { use, format, files: taken };
}

/** @returns what the operator states of the one file that is taken; of an archive it is checked here. */
async function checkStated(place: string, files: number, { sha256, signal }: TakeOptions): Promise<string | null> {
  if (sha256 === null) return null;
  if (/\.(whl|jar|zip)$/i.test(place)) {
    if ((await sha256File(place, signal)) !== sha256) throw wrongFile(basename(place), place, sha256);
    return null;
  }
  if (files === 1) return sha256;
  throw new WeightsError('`--sha256` is of one file or archive; several files are taken here.');
}

function wrongFile(name: string, place: string, sha256: string): WeightsError {
  return new WeightsError(
    `${name} of ${place} does not have the SHA-256 ${sha256}: it is another file. Nothing of it is kept.`,
  );
}
