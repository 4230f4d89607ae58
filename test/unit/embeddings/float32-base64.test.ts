import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromFloat32Base64, toFloat32Base64 } from '../../../core/embeddings/float32-base64.ts';

describe('vectors as base64', () => {
  test('are 32-bit floats, little-endian', () => {
    expect(Buffer.from(toFloat32Base64([1, -2]), 'base64')).toEqual(Buffer.from([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]));
  });

  test('come back as the nearest numbers that 32 bits hold', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -3e38, max: 3e38 })), (vector) => {
        expect(fromFloat32Base64(toFloat32Base64(vector))).toEqual(vector.map(Math.fround));
      }),
    );
  });

  test('come back the same once they are such numbers, padded or not', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true })), (vector) => {
        const text = toFloat32Base64(vector);
        expect(fromFloat32Base64(text.replace(/=+$/, ''))).toEqual(vector);
      }),
    );
  });

  test.each(['AAAA', 'AAA', 'not base64!', '####AACAPw=='])('%s is no vector', (text) => {
    expect(fromFloat32Base64(text)).toBeNull();
  });
});
