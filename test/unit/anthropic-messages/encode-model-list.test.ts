import { expect, test } from '@jest/globals';
import { encodeModel, encodeModelList } from '../../../protocols/anthropic-messages/encode-model-list.ts';

const models = ['a', 'b', 'c', 'd'].map((id) => ({ id }));

function idsOf(request: Parameters<typeof encodeModelList>[1]): unknown {
  const { data, has_more, first_id, last_id } = encodeModelList(models, request);
  const ids = Array.isArray(data) ? data.map(({ id }) => id) : [];
  expect([first_id, last_id]).toEqual([ids[0] ?? null, ids.at(-1) ?? null]);
  return [ids.join(''), has_more];
}

test('a model is listed with a name for people and the day it is from', () => {
  expect(encodeModel({ id: 'auto' })).toEqual({
    type: 'model',
    id: 'auto',
    display_name: 'auto',
    created_at: '1970-01-01T00:00:00Z',
  });
  expect(encodeModel({ id: 'x', displayName: 'X', createdAt: 1_750_000_000 })).toMatchObject({
    display_name: 'X',
    created_at: '2025-06-15T15:06:40Z',
  });
});

test.each([
  [{}, 'abcd', false],
  [{ limit: 3 }, 'abc', true],
  [{ afterId: 'b' }, 'cd', false],
  [{ afterId: 'a', limit: 2 }, 'bc', true],
  [{ afterId: 'd' }, '', false],
  [{ afterId: 'x' }, '', false],
  [{ beforeId: 'd', limit: 2 }, 'bc', true],
  [{ beforeId: 'b' }, 'a', false],
  [{ beforeId: 'x' }, '', false],
])('the page %j holds %s', (request, ids, hasMore) => {
  expect(idsOf(request)).toEqual([ids, hasMore]);
});
