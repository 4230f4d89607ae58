const secondPerson: Readonly<Record<string, string>> = {
  "i'm": "you're",
  "i've": "you've",
  "i'll": "you'll",
  "i'd": "you'd",
  'i am': 'you are',
  'i was': 'you were',
  i: 'you',
  me: 'you',
  my: 'your',
  mine: 'yours',
  myself: 'yourself',
};
const firstPerson = /(?<![\p{L}'])(?:i'(?:m|ve|ll|d)|i am|i was|i|me|myself|my|mine)(?![\p{L}'])/giu;

/** What the user said of themselves, said to them: `my cat sleeps on me` becomes `your cat sleeps on you`. */
export function turnToUser(text: string): string {
  return text.replace(firstPerson, (word) => secondPerson[word.toLowerCase()] ?? word);
}
