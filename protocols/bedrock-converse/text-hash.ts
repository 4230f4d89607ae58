const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Nine letters and digits that stand for a text: always the same for the same text. Not cryptographic.
 * @param salt another number gives other letters, for texts that fall together.
 */
export function textHash(text: string, salt: number): string {
  // Two 32-bit lanes of multiply-and-xor give the 53 bits that nine base-62 digits hold.
  let low = 0xdeadbeef ^ salt;
  let high = 0x41c6ce57 ^ salt;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 2654435761);
    high = Math.imul(high ^ code, 1597334677);
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  let value = 4294967296 * (2097151 & high) + (low >>> 0);
  let letters = '';
  for (let digit = 0; digit < 9; digit += 1) {
    letters += alphabet.charAt(value % 62);
    value = Math.floor(value / 62);
  }
  return letters;
}
