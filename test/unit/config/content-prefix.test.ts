import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contentClasses, contentPrefix } from '../../../config/content-prefix.ts';
import { durationMs } from '../../../config/duration.ts';

const dayMs = durationMs('1d');

test('content goes to the class that keeps it just long enough, for every time that may be set', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: durationMs('3650d') }), (keepMs) => {
      const index = contentClasses.findIndex(({ prefix }) => prefix === contentPrefix(keepMs));
      const [before, chosen] = [contentClasses[index - 1], contentClasses[index]];
      expect((chosen?.days ?? 0) * dayMs).toBeGreaterThanOrEqual(keepMs);
      expect((before?.days ?? 0) * dayMs).toBeLessThan(keepMs);
    }),
  );
});

test('no class lies within another, so that no rule takes what is not of its class', () => {
  for (const { prefix } of contentClasses) {
    expect(contentClasses.filter((other) => other.prefix.startsWith(prefix))).toHaveLength(1);
    expect(prefix).toMatch(/^content\//);
  }
});
