/** What people do to a prompt without meaning anything else. Each takes numbers from 0 up to 1. */
export const disturbances: Readonly<Record<string, (text: string, next: () => number) => string>> = {
  upperCase: (text) => text.toUpperCase(),
  lowerCase: (text) => text.toLowerCase(),
  spaces: (text) => `  ${text.replaceAll(' ', '  ')} `,
  finalMarks: (text, next) => `${text.replace(/[.!?]+$/, '')}${next() < 0.3 ? '' : next() < 0.6 ? '?' : '...'}`,
  politeness: (text, next) => (next() < 0.5 ? `Hello, please: ${text} Thanks!` : `Hi! ${text} Thank you in advance.`),
  typos,
};

/** Swaps two neighbouring letters inside some of the longer words, one in six of them. */
function typos(text: string, next: () => number): string {
  return text.replace(/[a-z]{5,}/gi, (word) => {
    if (next() > 1 / 6) return word;
    const at = 1 + Math.floor(next() * (word.length - 3));
    return `${word.slice(0, at)}${word[at + 1]}${word[at]}${word.slice(at + 2)}`;
  });
}
