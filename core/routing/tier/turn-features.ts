import { BucketSet } from './bucket-set.ts';
import { bucketOf, gramBuckets } from './hashed-grams.ts';
import { readOptions } from './read-options.ts';
import type { TextReading } from './read-words.ts';
import { pageBit, signalsOfWord, statementBit, wordSignals } from './word-signals.ts';

const shapeNames = [
  'length',
  'lengthOverSentence',
  'lengthOverParagraph',
  'lengthOverPage',
  'wordLength',
  'longWords',
  'repetition',
  'sentences',
  'sentenceLength',
  'numbers',
  'digits',
  'operators',
  'variables',
  'quotes',
  'codeMarks',
  'codeDensity',
  'options',
  'optionLength',
  'numericOptions',
  'optionOverlap',
  'statements',
  'countedPages',
] as const;

/** What is known of a turn besides its vocabulary, in the order of the values. */
export const featureNames: readonly string[] = [...shapeNames, ...wordSignals];

/** From this count of pages, files or the like on, a document counts as long. */
const manyPages = 30;
const longWordLength = 9;
/** Empty between two turns. */
const distinct = new BucketSet(gramBuckets);
/** Of words, by their signal; 0 between two turns. */
const counts = new Float64Array(wordSignals.length);

/**
 * The features of one turn, each about 0 to 1.
 * @param scale how many times longer the turn is than the part of it that was read.
 */
export function turnFeatures(reading: TextReading, scale: number): readonly number[] {
  const { words, hashes } = reading;
  distinct.clear();
  counts.fill(0);
  let [letters, longWords, variables, statements, countedPages] = [0, 0, 0, 0, 0];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const hash = hashes[at] ?? 0;
    const bits = signalsOfWord(hash);
    distinct.add(bucketOf(hash));
    letters += word.length;
    if (word.length >= longWordLength) longWords += 1;
    else if (word.length === 1 && isVariable(word)) variables += 1;
    else if ((bits & statementBit) !== 0) statements += 1;
    else if ((bits & pageBit) !== 0 && at > 0 && isMany(words[at - 1] ?? '')) countedPages = 1;
    for (let left = bits & (statementBit - 1), signal = 0; left !== 0; left >>>= 1, signal += 1) {
      if ((left & 1) === 1) counts[signal] = (counts[signal] ?? 0) + 1;
    }
  }
  const read = Math.max(1, words.length);
  const options = readOptions(reading);
  const lengthBits = Math.log2(read * scale);
  const values = [
    lengthBits / 8,
    Math.max(0, lengthBits - 4.5) / 4,
    Math.max(0, lengthBits - 6.5) / 3,
    Math.max(0, lengthBits - 8.5) / 4,
    letters / read / 8,
    (longWords / read) * 3,
    1 - distinct.size / read,
    log2(reading.innerStops) / 4,
    Math.log2(read / (reading.innerStops + 1)) / 6,
    log2(reading.numbers) / 5,
    Math.min(1, (reading.digits / Math.max(1, reading.visible)) * 4),
    log2(reading.operators) / 5,
    log2(variables) / 5,
    log2(reading.quotes) / 5,
    log2(reading.codeMarks) / 6,
    Math.min(1, (reading.codeMarks / read) * 2),
    options.count === 0 ? 0 : 1,
    log2(options.wordsEach) / 5,
    options.numericShare,
    options.overlap,
    log2(statements) / 3,
    countedPages,
  ];
  for (let signal = 0; signal < counts.length; signal += 1) values.push(log2(counts[signal] ?? 0) / 4);
  return values;
}

function log2(count: number): number {
  return count === 0 ? 0 : Math.log2(1 + count);
}

/** A single letter that is no word: `x`, `n`. */
function isVariable(word: string): boolean {
  return word >= 'b' && word <= 'z' && word !== 'i';
}

function isMany(word: string): boolean {
  return Number(word.replaceAll(',', '')) >= manyPages;
}
