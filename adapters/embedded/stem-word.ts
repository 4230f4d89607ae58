const spellings: Readonly<Record<string, string>> = {
  favourite: 'favorite',
  favourites: 'favorites',
  fav: 'favorite',
  fave: 'favorite',
  colour: 'color',
  colours: 'colors',
  neighbour: 'neighbor',
  mum: 'mother',
  mom: 'mother',
  dad: 'father',
};

/**
 * What the forms of an English word have in common: `cities` and `city`, `lived` and `living` come out the same.
 * Spelling variants too (`favourite`, `favorite`). Lower case in, lower case out.
 */
export function stemWord(word: string): string {
  const singular = toSingular(spellings[word] ?? word.replace(/['’]s?$/, ''));
  return (spellings[singular] ?? withoutEnding(singular)).replace(/(?<=..)e$/, '').replace(/(?<=..)y$/, 'i');
}

function toSingular(word: string): string {
  if (word.length < 4 || /(?:ss|us|is)$/.test(word) || !word.endsWith('s')) return word;
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1);
  return /(?:s|x|z|ch|sh)es$/.test(word) ? word.slice(0, -2) : word.slice(0, -1);
}

function withoutEnding(word: string): string {
  const stem = /^(.*[aeiouy].*?)(?:ing|ed)$/.exec(word)?.[1];
  if (stem === undefined || stem.length < 3) return word;
  // Doubled consonants come from the ending: `planned`, but not `selling`.
  return /([bdgmnprt])\1$/.test(stem) ? stem.slice(0, -1) : stem;
}
