import { randomFillSync } from 'node:crypto';

/** Randomness is fetched for so many pieces at a time: fetching it for each costs several times as much. */
const piecesAtOnce = 256;

/** Gives random bytes, `length` at a time, each good until the next is asked for, and then no more. */
export function createRandomPieces(length: number): () => Buffer {
  const random = Buffer.alloc(length * piecesAtOnce);
  let at = random.length;
  return () => {
    if (at === random.length) {
      randomFillSync(random);
      at = 0;
    }
    at += length;
    return random.subarray(at - length, at);
  };
}
