import type { Vector } from '../ports/embedding-model.ts';

const bytesPerNumber = 4;

/** A vector as base64 of 32-bit floats, little-endian: a third of the size of its JSON. */
export function toFloat32Base64(vector: Vector): string {
  const bytes = Buffer.allocUnsafe(vector.length * bytesPerNumber);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const [index, number] of vector.entries()) view.setFloat32(index * bytesPerNumber, number, true);
  return bytes.toString('base64');
}

/** The numbers in such a text; `null` when it is none. */
export function fromFloat32Base64(text: string): Vector | null {
  const bytes = Buffer.from(text, 'base64');
  // Node passes over what is no base64, which changes the length.
  if (bytes.length % bytesPerNumber !== 0 || bytes.length !== Math.floor((text.replace(/=+$/, '').length * 3) / 4)) {
    return null;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / bytesPerNumber }, (_, index) =>
    view.getFloat32(index * bytesPerNumber, true),
  );
}
