/** So much of the sent text must come again before it is taken for a new start. */
const tellingCharacters = 16;
/** A shorter text may well be said twice: of it it cannot be told whether a model goes on from it or starts again. */
export const leastCharacters = 4;

/**
 * Whether a model that was to continue a text begins it anew instead (or repeats it before it goes on).
 * Told by the first 16 characters, or by the whole sent text where that has 4 to 16.
 * @param sent what the model was to continue.
 * @param begun what it has written.
 * @returns `null` while it cannot be told: at most 15 characters long.
 */
export function startsAgain(sent: string, begun: string): boolean | null {
  if (sent.length < leastCharacters) return false;
  const telling = Math.min(sent.length, tellingCharacters);
  const isSame = begun.length < telling ? sent.startsWith(begun) : begun.startsWith(sent.slice(0, telling));
  if (!isSame) return false;
  return begun.length < telling ? null : true;
}
