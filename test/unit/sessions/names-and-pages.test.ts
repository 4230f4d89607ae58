import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createId } from '../../../core/sessions/create-id.ts';
import { checkIdempotencyKey } from '../../../core/sessions/idempotency-key.ts';
import { type PageQuery, pageItems } from '../../../core/sessions/page-items.ts';
import { checkSessionName, isConversationId } from '../../../core/sessions/session-name.ts';

describe('names', () => {
  test('an id is its prefix and all of the randomness it is given', () => {
    const bytes = Uint8Array.from({ length: 24 }, (_, index) => index * 10);
    expect(createId('resp', bytes)).toBe('resp_000a141e28323c46505a646e78828c96a0aab4bec8d2dce6');
    expect(() => createId('resp', bytes.subarray(1))).toThrow(RangeError);
  });

  test.each(['s', 'user@example.com/42', '550e8400-e29b-41d4-a716-446655440000', 'a'.repeat(256)])(
    '%s names a session',
    (name) => {
      expect(checkSessionName(name, 'x-cato-session')).toBe(name);
    },
  );

  test.each(['', 'a'.repeat(257), '-a', 'a b', 'ä', 'a\n', 'a"', '../x'])(
    '%j names none, and the message says why',
    (name) => {
      expect(() => checkSessionName(name, 'x-cato-session')).toThrow(
        expect.objectContaining({ kind: 'invalid-request', param: 'x-cato-session' }),
      );
    },
  );

  test('a conversation’s id means a conversation', () => {
    expect(isConversationId('conv_1')).toBe(true);
    expect(isConversationId('my-conv_1')).toBe(false);
  });

  test('an idempotency key is visible and not too long', () => {
    expect(checkIdempotencyKey('"a b"'.replace(' ', '-'))).toBe('"a-b"');
    expect(checkIdempotencyKey('k'.repeat(255))).toHaveLength(255);
    for (const key of ['', ' ', 'a b', 'k'.repeat(256), 'ü']) {
      expect(() => checkIdempotencyKey(key)).toThrow(expect.objectContaining({ param: 'idempotency-key' }));
    }
  });
});

describe('pages', () => {
  const items = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }));
  const page = (query: Partial<PageQuery>) => {
    const { items: found, hasMore } = pageItems(items, { after: null, limit: 2, order: 'asc', ...query });
    return [found.map(({ id }) => id).join(''), hasMore];
  };

  test('follow each other in either order', () => {
    expect(page({})).toEqual(['ab', true]);
    expect(page({ after: 'b' })).toEqual(['cd', true]);
    expect(page({ after: 'd' })).toEqual(['e', false]);
    expect(page({ after: 'e' })).toEqual(['', false]);
    expect(page({ order: 'desc' })).toEqual(['ed', true]);
    expect(page({ order: 'desc', after: 'd', limit: 3 })).toEqual(['cba', false]);
  });

  test('refuse limits out of range and items that are not there', () => {
    for (const limit of [0, 101, 1.5])
      expect(() => page({ limit })).toThrow(expect.objectContaining({ param: 'limit' }));
    expect(page({ limit: 100 })).toEqual(['abcde', false]);
    expect(() => page({ after: 'x' })).toThrow(expect.objectContaining({ param: 'after' }));
  });

  test('give every item once', () => {
    fc.assert(
      fc.property(
        fc.nat(30),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom('asc' as const, 'desc' as const),
        (count, limit, order) => {
          const list = Array.from({ length: count }, (_, index) => ({ id: `${index}` }));
          const seen: { id: string }[] = [];
          for (let hasMore = true; hasMore; ) {
            const found = pageItems(list, { after: seen.at(-1)?.id ?? null, limit, order });
            seen.push(...found.items);
            hasMore = found.hasMore;
          }
          expect(seen).toEqual(order === 'asc' ? list : list.toReversed());
        },
      ),
    );
  });
});
