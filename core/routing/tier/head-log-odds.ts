import type { TurnReading } from './read-turn.ts';
import type { Head } from './tier-weights.ts';

/** What a turn's vocabulary adds to a head's log-odds. */
export function vocabularyLogOdds({ vocabulary, vocabularyUnit }: Head, { grams }: TurnReading): number {
  let sum = 0;
  for (let at = 0; at < grams.length; at += 1) sum += vocabulary[grams[at] ?? 0] ?? 0;
  return grams.length === 0 ? 0 : (sum * vocabularyUnit) / Math.sqrt(grams.length);
}

/** @param vocabulary what `vocabularyLogOdds` says, where it is known. */
export function headLogOdds(head: Head, reading: TurnReading, vocabulary = vocabularyLogOdds(head, reading)): number {
  let sum = head.bias + vocabulary;
  for (let index = 0; index < reading.features.length; index += 1) {
    sum += (reading.features[index] ?? 0) * (head.features[index] ?? 0);
  }
  return sum;
}

export function toProbability(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
