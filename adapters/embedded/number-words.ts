const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const ones = new Map(small.split(' ').map((word, value) => [word, value]));
const tens = new Map(
  'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, index) => [word, (index + 2) * 10]),
);
const scales = new Map([
  ['thousand', 1_000],
  ['million', 1_000_000],
  ['billion', 1_000_000_000],
]);

const numberWord = [...ones.keys(), ...tens.keys(), 'hundred', ...scales.keys()].join('|');
const numberPhrase = new RegExp(
  `\\b(?:${numberWord})(?:[ -](?:(?<=hundred |thousand )and )?(?:${numberWord}))*\\b`,
  'g',
);

/** The text with numbers that are written out (`twenty-one`, `two hundred and five`) in digits. Lower case, short. */
export function numberWordsToDigits(text: string): string {
  return text.replace(numberPhrase, (phrase) => String(readNumberWords(phrase) ?? phrase));
}

function readNumberWords(phrase: string): number | null {
  let total = 0;
  let group = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (const word of phrase.split(/[ -]/)) {
    const value = ones.get(word) ?? tens.get(word);
    const scale = scales.get(word);
    if (word === 'and') continue;
    if (value !== undefined) {
      // `two three` is no number; after tens only a digit, after a hundred anything below it.
      if (group % 100 !== 0 && !(group % 10 === 0 && group % 100 >= 20 && value > 0 && value < 10)) return null;
      group += value;
    } else if (word === 'hundred') {
      if (group >= 10) return null;
      group = (group || 1) * 100;
    } else if (scale !== undefined) {
      if (scale >= smallest) return null;
      smallest = scale;
      total += (group || 1) * scale;
      group = 0;
    }
  }
  return total + group;
}
