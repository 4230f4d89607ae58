import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const mebibyte = 1024 * 1024;
/** S3 takes parts of 5 MiB and more, the last one any, and 10,000 of them. */
const usualPartBytes = 16 * mebibyte;
const maxParts = 10_000;

export interface FileParts {
  readonly bytes: number;
  readonly partBytes: number;
  /** SHA-256 of each part, base64. */
  readonly checksums: readonly string[];
  /** What S3 says of an object made of them. */
  readonly composite: string;
  /** SHA-256 of the whole file, hexadecimal. */
  readonly sha256: string;
}

/** Reads the whole file once. @param partBytes for tests; default: as large as the file needs. */
export async function readParts(path: string, signal: AbortSignal, partBytes?: number): Promise<FileParts> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const step = partBytes ?? partBytesFor(size);
    const whole = createHash('sha256');
    const checksums: string[] = [];
    for (let offset = 0; offset < size || offset === 0; offset += step) {
      signal.throwIfAborted();
      const body = await readFully(file, offset, Math.min(step, size - offset));
      whole.update(body);
      checksums.push(createHash('sha256').update(body).digest('base64'));
    }
    const all = createHash('sha256');
    for (const checksum of checksums) all.update(Buffer.from(checksum, 'base64'));
    const composite = `${all.digest('base64')}-${checksums.length}`;
    return { bytes: size, partBytes: step, checksums, composite, sha256: whole.digest('hex') };
  } finally {
    await file.close();
  }
}

function partBytesFor(size: number): number {
  return Math.max(usualPartBytes, Math.ceil(size / maxParts / mebibyte) * mebibyte);
}

/** @throws RangeError when the file has become shorter. */
export async function readFully(
  file: Awaited<ReturnType<typeof open>>,
  offset: number,
  length: number,
): Promise<Buffer> {
  const body = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await file.read(body, filled, length - filled, offset + filled);
    if (bytesRead === 0) throw new RangeError('the file has become shorter while it was read');
    filled += bytesRead;
  }
  return body;
}
