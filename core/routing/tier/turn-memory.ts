import { readTurn } from './read-turn.ts';
import { scoreTurn, type TurnScore } from './score-turn.ts';
import type { TierWeights } from './tier-weights.ts';

/** Keeping a longer turn's text would cost more than reading it again. */
const maxKeptChars = 4_000;

/**
 * Reads turns and remembers what it found: clients send the same instructions and earlier turns with each request.
 * Bounded: when `maxTurns` are known, all are forgotten.
 */
export class TurnMemory {
  readonly #weights: TierWeights;
  readonly #maxTurns: number;
  readonly #known = new Map<string, { readonly maxChars: number; readonly score: TurnScore }>();

  constructor(weights: TierWeights, maxTurns = 1_000) {
    this.#weights = weights;
    this.#maxTurns = maxTurns;
  }

  /**
   * @param maxChars most characters read of the turn.
   * @param isNew a question that was just asked is not kept: most never come again, and those that do come as earlier turns.
   */
  score(turn: string, maxChars: number, isNew: boolean): TurnScore {
    const known = this.#known.get(turn);
    if (known?.maxChars === maxChars) return known.score;
    const score = scoreTurn(readTurn(turn, maxChars), this.#weights);
    if (isNew || turn.length > maxKeptChars) return score;
    if (this.#known.size >= this.#maxTurns) this.#known.clear();
    this.#known.set(turn, { maxChars, score });
    return score;
  }
}
