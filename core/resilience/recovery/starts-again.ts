import { firstWord, loosely } from './loosely.ts';

/** So much of the sent text must come again before it is taken for a new start. */
const tellingCharacters = 16;
/** A shorter text may well be said twice: of it it cannot be told whether a model goes on from it or starts again. */
export const leastCharacters = 4;
/** So much of a new text is held back at most, until it can be told what it is. */
const maxHeldCharacters = 64;
/** A beginning so long that two texts do not share it by chance, unless both are about to say the same. */
const sharedCharacters = 8;
const sharedCharactersOfTwoWords = 6;

/** `anew`: to the letter; `otherwise`: anew, in other letters or other words. */
export type Beginning = 'goes-on' | 'anew' | 'otherwise';

export interface BegunText {
  readonly text: string;
  /** Whether no more of it is to come. */
  readonly isOver: boolean;
}

/**
 * Whether a model that was to continue a text begins it anew instead (or repeats it before it goes on).
 * To the letter, that is told by the first 16 characters, or by the whole sent text where that has 4 to 16.
 * A new start in other words is told by its first words, or by a capital letter in the middle of a sentence.
 * @param sent what the client has, white space at its end included; the model was given it without that.
 * @returns `null` while it cannot be told: at most 63 characters long.
 */
export function startsAgain(sent: string, begun: BegunText): Beginning | null {
  const given = sent.trimEnd();
  if (given.length < leastCharacters) return 'goes-on';
  // However the text is cut into pieces, the same is told of it.
  const text = begun.text.slice(0, maxHeldCharacters);
  const isOver = begun.isOver || text.length === maxHeldCharacters;
  const telling = given.slice(0, tellingCharacters);
  if (text.startsWith(telling)) return 'anew';
  if (telling.startsWith(text) && !isOver) return null;
  const before = loosely(given.slice(0, maxHeldCharacters));
  const after = loosely(text);
  const shared = sharedLength(before, after);
  if (shared >= Math.min(tellingCharacters, before.length) && shared >= leastCharacters) return 'otherwise';
  if (shared === after.length && !isOver) return null;
  const isTelling = shared >= sharedCharacters || (shared >= sharedCharactersOfTwoWords && hasTwoWords(after, shared));
  if (isTelling) return 'otherwise';
  // The letter after a capital is needed, too.
  if (text.length < 2 && !isOver) return null;
  return beginsSentenceWithin(sent, given, text) ? 'otherwise' : 'goes-on';
}

function sharedLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length++;
  return length;
}

/** Whether the first two words of the text are shared whole. */
function hasTwoWords(text: string, shared: number): boolean {
  const [words] = /^\S+ [\p{L}\p{M}\p{N}]+/u.exec(text) ?? [];
  return words !== undefined && words.length <= shared;
}

/** Whether a text that ends inside a sentence is followed by the beginning of one. */
function beginsSentenceWithin(sent: string, given: string, text: string): boolean {
  const endsInside = /[\p{L}\p{M}]$|,$/u.test(given) && !/[\r\n]/u.test(sent.slice(given.length));
  if (!endsInside) return false;
  const word = firstWord(text);
  if (!/^\p{Lu}/u.test(word)) return false;
  if (word.length > 1 && word === firstWord(given)) return true;
  // `HTT` goes on with `P`, and `is` not with `High`.
  const isSpelled = /\p{Lu}$/u.test(sent) && !/^\p{Lu}\p{Ll}/u.test(text);
  return /\p{L}\p{M}*$/u.test(sent) && /^[*_#`~>]*\p{Lu}/u.test(text) && !isSpelled;
}
