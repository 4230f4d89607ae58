import { forestGain } from './forest-gain.ts';
import { headLogOdds, toProbability, vocabularyLogOdds } from './head-log-odds.ts';
import type { TurnReading } from './read-turn.ts';
import type { TierWeights } from './tier-weights.ts';

export interface TurnScore {
  /** 0 to 1; 0.5 is the border between simple and complex. */
  readonly score: number;
  /** Log-odds of being about programming, to which what stands around the turn may add. */
  readonly codeLogOdds: number;
  /** Probability. */
  readonly longContext: number;
  readonly evidence: TurnEvidence;
}

/** What it takes to explain a score, without the turn itself. */
export interface TurnEvidence {
  /** The features, then what the vocabulary says of the difficulty. */
  readonly values: readonly number[];
  readonly gramCount: number;
  /** What the vocabulary adds to the log-odds. */
  readonly vocabulary: { readonly code: number; readonly longContext: number };
}

export function scoreTurn(reading: TurnReading, weights: TierWeights): TurnScore {
  const { forest, code, longContext } = weights;
  const values = forestValues(reading, weights);
  const vocabulary = {
    code: vocabularyLogOdds(code, reading),
    longContext: vocabularyLogOdds(longContext, reading),
  };
  return {
    score: scoreOfGain(forestGain(forest, values), weights),
    codeLogOdds: headLogOdds(code, reading, vocabulary.code),
    longContext: toProbability(headLogOdds(longContext, reading, vocabulary.longContext)),
    evidence: { values, gramCount: reading.grams.length, vocabulary },
  };
}

/** A turn's score by how much better the strong model is expected to answer. */
export function scoreOfGain(gain: number, { gainBorder, steepness }: TierWeights): number {
  return toProbability((gain - gainBorder) * steepness);
}

/** The features, then what the vocabulary says, as the trees take them. */
export function forestValues(reading: TurnReading, { demanding }: Pick<TierWeights, 'demanding'>): readonly number[] {
  return [...reading.features, toProbability(headLogOdds(demanding, reading))];
}
