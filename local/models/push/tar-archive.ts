import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { WeightsError } from '../../../wiring/weights/weights-error.ts';

export interface ArchivedFile {
  readonly path: string;
  /** Name in the archive, with `/`. */
  readonly name: string;
}

const block = 512;
const maxNameBytes = 100;
const maxFileBytes = 8 ** 11 - 1;

/** The files as a tar archive (ustar, POSIX.1-1988), always the same for the same files. */
export async function* tarArchive(files: readonly ArchivedFile[]): AsyncGenerator<Buffer, undefined> {
  for (const { path, name } of files) {
    const { size } = await stat(path);
    yield header(name, size);
    let written = 0;
    for await (const chunk of createReadStream(path)) {
      written += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
    if (written !== size) throw new WeightsError(`${path} has changed while it was packed: say the command again.`);
    yield Buffer.alloc((block - (size % block)) % block);
  }
  yield Buffer.alloc(2 * block);
}

function header(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > maxNameBytes)
    throw new WeightsError(`${name} has more than ${maxNameBytes} characters.`);
  if (size > maxFileBytes) throw new WeightsError(`${name} has more than 8 GiB, which no such archive takes.`);
  const bytes = Buffer.alloc(block);
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`;
  bytes.write(name, 0);
  bytes.write(octal(0o644, 8), 100);
  bytes.write(octal(0, 8), 108);
  bytes.write(octal(0, 8), 116);
  bytes.write(octal(size, 12), 124);
  bytes.write(octal(0, 12), 136);
  bytes.write('        ', 148);
  bytes.write('0', 156);
  bytes.write('ustar\0', 257);
  bytes.write('00', 263);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}
