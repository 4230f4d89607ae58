import { hashedGrams } from './hashed-grams.ts';
import { readWords } from './read-words.ts';
import { turnFeatures } from './turn-features.ts';
import { turnWindow } from './turn-window.ts';

/** A turn as the weights see it. */
export interface TurnReading {
  readonly features: Float64Array;
  /** Distinct buckets of its vocabulary. */
  readonly grams: readonly number[];
  readonly wordCount: number;
}

/** Polite words around a request say nothing about how hard it is. */
const politeWords = new Set(
  'please kindly thanks thank hi hello hey dear greetings cheers sir madam appreciated advance'.split(' '),
);

export function readTurn(turn: string): TurnReading {
  const { text, scale } = turnWindow(turn);
  const all = readWords(text);
  const isKept = all.words.map((word) => !politeWords.has(word));
  const words = all.words.filter((_, at) => isKept[at]);
  // A turn of politeness alone stays what it is.
  const reading = words.length === 0 ? all : { ...all, words, marks: all.marks.filter((_, at) => isKept[at]) };
  return {
    features: turnFeatures(reading, scale),
    grams: hashedGrams(reading.words),
    wordCount: reading.words.length,
  };
}
