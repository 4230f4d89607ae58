import { Buffer } from 'node:buffer';

/** Bytes of randomness in an id: nobody guesses one. */
export const idRandomBytes = 24;

export type IdPrefix = 'resp' | 'conv' | 'msg' | 'item' | 'claim' | 'worker';

/**
 * An id as clients see it: `resp_` and 48 hexadecimal digits, the first of which give way to the home's tag and an x.
 * @param randomness `idRandomBytes` bytes that nobody can foresee.
 * @param home where what it names lives, as `homeTag` has it; `null` = the id names none.
 */
export function createId(prefix: IdPrefix, randomness: Uint8Array, home: string | null = null): string {
  if (randomness.byteLength !== idRandomBytes) throw new RangeError(`an id takes ${idRandomBytes} random bytes`);
  const digits = Buffer.from(randomness).toString('hex');
  if (home === null) return `${prefix}_${digits}`;
  const tag = `${home}x`;
  return `${prefix}_${tag}${digits.slice(tag.length)}`;
}
