import { forestGain } from './forest-gain.ts';
import { headLogOdds, toProbability } from './head-log-odds.ts';
import type { TurnReading } from './read-turn.ts';
import type { TierWeights } from './tier-weights.ts';

export interface TurnScore {
  /** 0 to 1; 0.5 is the border between simple and complex. */
  readonly score: number;
  readonly code: number;
  readonly longContext: number;
}

/** @param codeLean log-odds that what stands around the turn adds to its being about programming. */
export function scoreTurn(reading: TurnReading, weights: TierWeights, codeLean: number): TurnScore {
  const gain = forestGain(weights.forest, forestValues(reading, weights));
  return {
    score: scoreOfGain(gain, weights),
    code: toProbability(headLogOdds(weights.code, reading) + codeLean),
    longContext: toProbability(headLogOdds(weights.longContext, reading)),
  };
}

/** A turn's score by how much better the strong model is expected to answer. */
export function scoreOfGain(gain: number, { gainBorder, steepness }: TierWeights): number {
  return toProbability((gain - gainBorder) * steepness);
}

/** The features, then what the vocabulary says, as the trees take them. */
export function forestValues(reading: TurnReading, { demanding }: Pick<TierWeights, 'demanding'>): Float64Array {
  const values = new Float64Array(reading.features.length + 1);
  values.set(reading.features);
  values[reading.features.length] = toProbability(headLogOdds(demanding, reading));
  return values;
}
