import { describe, expect, test } from '@jest/globals';
import { listNames } from '../../../core/errors/list-names.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import { RequestLosses } from '../../../protocols/openai-chat/request-losses.ts';
import { countElements } from '../count-elements.ts';

describe('what a request loses', () => {
  test('is said once, in the order it happened', () => {
    const losses = new RequestLosses(true);
    losses.field('b');
    losses.option('topK');
    losses.field('b');
    losses.changed('a changed');
    losses.option('topK', 'a part of it');
    expect(losses.settle()).toEqual(['b dropped', 'top_k dropped', 'a changed', 'a part of it dropped']);
    expect(new RequestLosses(false).settle()).toEqual([]);
  });

  test('is refused all at once where it may not be dropped', () => {
    const losses = new RequestLosses(false);
    losses.option('topK', 'a part of it');
    losses.field('b');
    losses.field('b');
    const refused = { options: ['topK'], fields: ['b'], reason: 'no equivalent for a part of it' };
    expect(() => losses.settle()).toThrow(UnsupportedOptions);
    expect(() => losses.settle()).toThrow(expect.objectContaining(refused));
  });

  test('takes work in proportion to how much it is', () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `field_${index}`);
    const losses = new RequestLosses(true);
    const count = countElements(() => {
      for (const name of names) losses.field(name);
      losses.settle();
    });
    expect(count).toBeLessThan(20 * names.length);
  });
});

test('a message names ten fields and counts the others', () => {
  const names = Array.from({ length: 13 }, (_, index) => `f${index}`);
  expect(listNames(names.slice(0, 10))).toBe('f0, f1, f2, f3, f4, f5, f6, f7, f8, f9');
  expect(listNames(names)).toBe('f0, f1, f2, f3, f4, f5, f6, f7, f8, f9 and 3 more');
  expect(new UnsupportedOptions([], names).message).toMatch(/f9 and 3 more$/);
});
