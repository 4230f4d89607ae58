/** Random numbers that a seed repeats exactly. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number;
  pick<const T>(choices: readonly [T, ...T[]]): T;
  /** A whole number from 1 to `most`, each order of magnitude as likely as the others. */
  magnitude(most: number): number;
  chance(probability: number): boolean;
  bytes(length: number): Buffer;
}

/** One stream of numbers for each pair of seed and index, so that any request can be made again alone. */
export function createRandom(seed: number, index: number): Random {
  let state = scramble(scramble(seed | 0) ^ Math.imul(index + 1, 0x9e3779b1));
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    return scramble(state) / 0x1_0000_0000;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    next,
    below,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
    magnitude: (most) => Math.max(1, Math.floor(most ** next())),
    chance: (probability) => next() < probability,
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  };
}

/** Mixes all bits of a 32-bit number; never negative. */
function scramble(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
