import type { TextReading } from './read-words.ts';

/** Lettered answers to choose from, `A. … B. … C. …`; all 0 where there are fewer than three. */
export interface OptionsReading {
  readonly count: number;
  readonly wordsEach: number;
  /** Share of the options with a number in them. */
  readonly numericShare: number;
  /** Share of the words that stand in several options: `True, False` against `False, True`. */
  readonly overlap: number;
}

const none: OptionsReading = { count: 0, wordsEach: 0, numericShare: 0, overlap: 0 };
const letterA = 97;
const [fullStop, bracket] = [46, 41];

export function readOptions({ words, marks }: TextReading): OptionsReading {
  const starts: number[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word.length !== 1 || (marks[at] !== fullStop && marks[at] !== bracket)) continue;
    const letter = word.charCodeAt(0);
    if (letter === letterA) starts.length = 0;
    if (letter === letterA + starts.length) starts.push(at);
  }
  if (starts.length < 3) return none;
  const end = words.at(-1) === 'answer' ? words.length - 1 : words.length;
  const options = starts.map((start, index) => words.slice(start + 1, starts[index + 1] ?? end));
  const total = options.reduce((sum, option) => sum + option.length, 0);
  const optionsWith = new Map<string, number>();
  for (const option of options) {
    for (const word of new Set(option)) optionsWith.set(word, (optionsWith.get(word) ?? 0) + 1);
  }
  const shared = options.flat().filter((word) => (optionsWith.get(word) ?? 0) > 1).length;
  return {
    count: options.length,
    wordsEach: total / options.length,
    numericShare: options.filter((option) => option.some(isNumber)).length / options.length,
    overlap: total === 0 ? 0 : shared / total,
  };
}

function isNumber(word: string): boolean {
  const code = word.charCodeAt(0);
  return code >= 48 && code <= 57;
}
