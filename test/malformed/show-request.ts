import type { MalformedRequest } from './malformed-request.ts';

const maxShown = 4000;

/** The bytes of a request as printable text, `\xNN` for those that are not; of long ones the beginning and the end. */
export function showRequest({ writes }: MalformedRequest): string {
  const bytes = Buffer.concat(writes);
  if (bytes.length <= maxShown) return escapeBytes(bytes);
  const half = maxShown / 2;
  const left = bytes.length - maxShown;
  return `${escapeBytes(bytes.subarray(0, half))} … ${left} more bytes … ${escapeBytes(bytes.subarray(-half))}`;
}

function escapeBytes(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replaceAll('\\', '\\\\')
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n')
    .replace(/[^\x20-\x7e]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
