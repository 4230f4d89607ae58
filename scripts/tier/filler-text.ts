import { randomNumbers } from './random-numbers.ts';

const people = 'Mara Elias Jonas Ruth Piet Salma Ivo Nadia Karl Wen'.split(' ');
const verbs =
  'remembered described followed questioned carried painted refused measured admired repaired counted promised'.split(
    ' ',
  );
const things =
  'the letter|a narrow bridge|the old clock|her brother|the supplier|a second notice|the harvest|the committee|an empty warehouse|the river|this paragraph|a quiet agreement'.split(
    '|',
  );
const places =
  'in the valley|before winter|after the hearing|near the harbour|for three years|with great care|against all advice|on the ninth page|under the terms|without a word'.split(
    '|',
  );

/** Sentences of a made-up chronicle, about as many words as asked for. */
export function fillerProse(words: number, seed: number): string {
  const next = randomNumbers(seed);
  const sentences: string[] = [];
  for (let count = 0; count < words; ) {
    const clause = (): string =>
      `${pick(people, next)} ${pick(verbs, next)} ${pick(things, next)} ${pick(places, next)}`;
    const sentence = next() < 0.5 ? `${clause()}, and ${clause()}.` : `${clause()}.`;
    sentences.push(sentence);
    count += sentence.split(' ').length;
  }
  return sentences.join(' ');
}

const nouns = 'order account item session user total entry cursor page token'.split(' ');
const actions = 'load parse merge update check remove format send count find'.split(' ');

/** Lines of a made-up program, about as many words as asked for. */
export function fillerProgram(words: number, seed: number): string {
  const next = randomNumbers(seed);
  const isPython = seed % 2 === 0;
  const lines: string[] = [];
  for (let count = 0; count < words; count += 18) {
    const [action, noun, second] = [pick(actions, next), pick(nouns, next), pick(nouns, next)];
    lines.push(
      isPython
        ? `def ${action}_${noun}(${second}, limit=${Math.floor(next() * 90)}):\n    if ${second} is None:\n        return []\n    return [x.${noun} for x in ${second} if x.id > limit]\n`
        : `export function ${action}${noun}(${second}) {\n  const result = ${second}.filter((x) => x.${noun} !== null);\n  if (result.length === ${Math.floor(next() * 9)}) throw new Error('no ${noun}');\n  return result[0];\n}\n`,
    );
  }
  return lines.join('\n');
}

function pick(values: readonly string[], next: () => number): string {
  return values[Math.floor(next() * values.length)] ?? '';
}
