import { hashWord } from './hash-word.ts';
import { hashedGrams } from './hashed-grams.ts';
import { readWords, type TextReading } from './read-words.ts';
import { turnFeatures } from './turn-features.ts';
import { maxTurnChars, turnWindow } from './turn-window.ts';

/** A turn as the weights see it. */
export interface TurnReading {
  readonly features: readonly number[];
  /** Distinct buckets of its vocabulary. */
  readonly grams: readonly number[];
  readonly wordCount: number;
}

/** Polite words around a request say nothing about how hard it is. */
const politeWords: ReadonlySet<number> = new Set(
  'please kindly thanks thank hi hello hey dear greetings cheers sir madam appreciated advance'
    .split(' ')
    .map(hashWord),
);

/** @param maxChars most characters read of it. */
export function readTurn(turn: string, maxChars = maxTurnChars): TurnReading {
  const { text, scale } = turnWindow(turn, maxChars);
  const reading = withoutPoliteness(readWords(text));
  return {
    features: turnFeatures(reading, scale),
    grams: hashedGrams(reading.words, reading.hashes),
    wordCount: reading.words.length,
  };
}

function withoutPoliteness(reading: TextReading): TextReading {
  if (!reading.hashes.some((hash) => politeWords.has(hash))) return reading;
  const kept: number[] = [];
  for (let at = 0; at < reading.hashes.length; at += 1) if (!politeWords.has(reading.hashes[at] ?? 0)) kept.push(at);
  // A turn of politeness alone stays what it is.
  if (kept.length === 0) return reading;
  return {
    ...reading,
    words: kept.map((at) => reading.words[at] ?? ''),
    hashes: kept.map((at) => reading.hashes[at] ?? 0),
    marks: kept.map((at) => reading.marks[at] ?? 0),
  };
}
