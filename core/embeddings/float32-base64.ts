import type { Vector } from '../ports/embedding-model.ts';

const bytesPerNumber = 4;

/** A vector as base64 of 32-bit floats, little-endian: a third of the size of its JSON. */
export function toFloat32Base64(vector: Vector): string {
  const bytes = Buffer.allocUnsafe(vector.length * bytesPerNumber);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  for (const number of vector) {
    view.setFloat32(at, number, true);
    at += bytesPerNumber;
  }
  return bytes.toString('base64');
}

/** The numbers in such a text; `null` when it is none, or one of them is not finite. */
export function fromFloat32Base64(text: string): Vector | null {
  const bytes = readBytes(text);
  if (bytes === null) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const vector: number[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerNumber) vector.push(view.getFloat32(at, true));
  return vector;
}

/** How many numbers are in such a text; `null` when it is none, or one of them is not finite. */
export function countFloat32Base64(text: string): number | null {
  const bytes = readBytes(text);
  return bytes === null ? null : bytes.length / bytesPerNumber;
}

function readBytes(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  const { length } = text.replace(/=+$/, '');
  // Node passes over what is no base64, which changes the length; a character alone is no byte and goes unnoticed.
  if (bytes.length % bytesPerNumber !== 0 || length % 4 === 1 || bytes.length !== Math.floor((length * 3) / 4)) {
    return null;
  }
  // All bits of the exponent are set in the infinities and in what is no number, and in nothing else.
  for (let at = 2; at < bytes.length; at += bytesPerNumber) {
    if ((bytes.readUInt16LE(at) & 0x7f80) === 0x7f80) return null;
  }
  return bytes;
}
