import { readTurn, type TurnReading } from './read-turn.ts';
import { scoreTurn, type TurnScore } from './score-turn.ts';
import type { TierWeights } from './tier-weights.ts';

/** A turn as it was read, and what it says by itself. */
export interface KnownTurn {
  readonly reading: TurnReading;
  readonly score: TurnScore;
}

/** Keeping a longer turn's text would cost more than reading it again. */
const maxKeptChars = 4_000;

/**
 * Reads turns and remembers what it found: clients send the same instructions and earlier turns with each request.
 * Bounded: when `maxTurns` are known, all are forgotten.
 */
export class TurnMemory {
  readonly #weights: TierWeights;
  readonly #maxTurns: number;
  readonly #known = new Map<string, KnownTurn & { readonly maxChars: number }>();

  constructor(weights: TierWeights, maxTurns = 1_000) {
    this.#weights = weights;
    this.#maxTurns = maxTurns;
  }

  /** @param maxChars most characters read of the turn. */
  read(turn: string, maxChars: number): KnownTurn {
    const known = this.#known.get(turn);
    if (known?.maxChars === maxChars) return known;
    const reading = readTurn(turn, maxChars);
    const found = { reading, score: scoreTurn(reading, this.#weights), maxChars };
    if (turn.length > maxKeptChars) return found;
    if (this.#known.size >= this.#maxTurns) this.#known.clear();
    this.#known.set(turn, found);
    return found;
  }
}
