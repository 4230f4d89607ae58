import type { Tier } from './tier.ts';

/** One thing that was seen in the deciding turn and what it did to the decision. */
export interface TierSignal {
  /**
   * A feature's name; `vocabulary`; `others` for the weaker ones together; `instructions`; `start` for what holds before
   * anything is seen; `estimatedTokens`.
   */
  readonly name: string;
  /** The feature as the weights see it, about 0 to 1; tokens as they are. */
  readonly value: number;
  /** What it added to `of`: to the expected gain over the border for `score`, in log-odds for the others; 1 for `estimatedTokens`. */
  readonly contribution: number;
  readonly of: 'score' | 'code' | 'longContext';
}

export interface TierDecision {
  readonly tier: Tier;
  /** 0 to 1, higher = needs the strong model; from 0.5 on the tier is at least `complex`. */
  readonly score: number;
  /** Probability that the task is programming. */
  readonly code: number;
  /** Probability that the task works on a long document; 1 when the conversation is long by its tokens. */
  readonly longContext: number;
  /** Index of the user turn that decided, among the user turns given; -1 when the tokens did or there was no turn. */
  readonly decidingTurn: number;
  /** What decided, the strongest first of each question. Worked out when asked for: it takes longer than the decision itself. */
  signals(): readonly TierSignal[];
}
