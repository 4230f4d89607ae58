import { expect, test } from '@jest/globals';
import { textHash } from '../../../core/routing/plan/text-hash.ts';

test('texts that hardly differ have other hashes, in their beginnings too', () => {
  const texts = Array.from({ length: 5_000 }, (_, index) => `call_${index}`);
  const hashes = texts.map((text) => textHash([text]));
  expect(hashes.every((hash) => /^[0-9a-f]{16}$/.test(hash))).toBe(true);
  expect(new Set(hashes.map((hash) => hash.slice(0, 9))).size).toBe(5_000);
  expect(texts.map((text) => textHash([text]))).toEqual(hashes);
});

test('where one text ends and the next begins makes a difference', () => {
  expect(textHash(['ab', 'c'])).not.toBe(textHash(['a', 'bc']));
  expect(textHash(['abc'])).not.toBe(textHash(['abc', '']));
});
