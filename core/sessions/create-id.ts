import { Buffer } from 'node:buffer';

/** Bytes of randomness in an id: nobody guesses one. */
export const idRandomBytes = 24;

export type IdPrefix = 'resp' | 'conv' | 'msg' | 'item' | 'claim' | 'worker';

/**
 * An id as clients see it: `resp_` and 48 hexadecimal digits.
 * @param randomness `idRandomBytes` bytes that nobody can foresee.
 */
export function createId(prefix: IdPrefix, randomness: Uint8Array): string {
  if (randomness.byteLength !== idRandomBytes) throw new RangeError(`an id takes ${idRandomBytes} random bytes`);
  return `${prefix}_${Buffer.from(randomness).toString('hex')}`;
}
