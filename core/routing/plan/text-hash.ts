/** Texts longer than twice this are told apart by their beginning, end and length. */
const maxPieceCharacters = 512;

/** A 64-bit hash of texts, 16 hex digits. For finding again, not for secrets: collisions can be made on purpose. */
export function textHash(texts: readonly string[]): string {
  let low = 0x811c9dc5;
  let high = 0xdeadbeef;
  const take = (code: number) => {
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995);
    high ^= high >>> 15;
  };
  for (const text of texts) {
    take(text.length & 0xffff);
    take(text.length >>> 16);
    const head = Math.min(text.length, maxPieceCharacters);
    for (let at = 0; at < head; at += 1) take(text.charCodeAt(at));
    for (let at = Math.max(head, text.length - maxPieceCharacters); at < text.length; at += 1)
      take(text.charCodeAt(at));
  }
  return hex(scatter(low ^ (high >>> 16))) + hex(scatter(high ^ Math.imul(low, 0x9e3779b1)));
}

function scatter(value: number): number {
  const mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const again = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return again ^ (again >>> 16);
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
