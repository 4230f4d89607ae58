/** Shorter ones would be found where they are not. */
const shortestToEncode = 8;

/**
 * The forms in which a server may repeat a secret: as it is, percent-encoded, and within any text in Base64, which
 * holds it in one of three ways, by the place at which it begins (`Bearer SECRET` is the second).
 * @returns one pattern for all of them, for `replace`.
 */
export function echoedForms(secret: string): RegExp {
  const encoded = encodeURIComponent(secret.toWellFormed());
  const forms = new Set([secret, encoded, encoded.replace(/%../g, (byte) => byte.toLowerCase())]);
  const patterns = [...forms].sort((a, b) => b.length - a.length).map(escaped);
  if (secret.length >= shortestToEncode) patterns.push(...[0, 1, 2].map((before) => inBase64(secret, before)));
  return new RegExp(patterns.join('|'), 'g');
}

/** @param before how many bytes stand before the secret in its first group of three. */
function inBase64(secret: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
  // Of the groups at its two ends other text decides, too: those characters belong to it, but are not known.
  const [mixedFirst, mixedLast] = [before === 0 ? 0 : before + 1, bytes.length % 3 === 0 ? 0 : 1];
  const text = bytes.toString('base64').replace(/=+$/, '');
  const own = escaped(text.slice(mixedFirst, text.length - mixedLast));
  // Both alphabets: `-` and `_` take the places of `+` and `/`.
  const either = own.replaceAll('\\+', '[+-]').replaceAll('/', '[/_]');
  return `[\\w+/-]{0,${mixedFirst}}${either}[\\w+/-]{0,3}={0,2}`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
