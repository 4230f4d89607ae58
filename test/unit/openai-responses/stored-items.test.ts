import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { identifyItems } from '../../../protocols/openai-responses/identify-items.ts';
import { listItems, readListQuery } from '../../../protocols/openai-responses/list-items.ts';
import { listedItems } from '../../../protocols/openai-responses/listed-items.ts';
import { sealReasoning } from '../../../protocols/openai-responses/reasoning-envelope.ts';
import { reasoningReaders } from '../../../protocols/openai-responses/reasoning-readers.ts';
import { inputItems, resolveInput } from '../../../protocols/openai-responses/resolve-input.ts';
import {
  conversationView,
  deletedConversationView,
  deletedResponseView,
  inputTokensView,
} from '../../../protocols/openai-responses/resource-views.ts';

const earlier = [
  { type: 'message', id: 'msg_1', role: 'user', content: [] },
  { type: 'message', id: 'msg_2', role: 'assistant', content: [] },
];
const elsewhere = { type: 'message', id: 'msg_9', role: 'user', content: 'x' };
const lookup = (id: string) => (id === 'msg_9' ? elsewhere : null);

describe('the whole input of a turn', () => {
  test('is what came before, then what is new, with references put in their place', () => {
    const input = [{ type: 'item_reference', id: 'msg_2' }, { id: 'msg_9' }, { role: 'user', content: 'More' }];
    expect(resolveInput(earlier, input, lookup)).toEqual([...earlier, elsewhere, { role: 'user', content: 'More' }]);
    expect(resolveInput([], undefined, lookup)).toEqual([]);
    expect(resolveInput(earlier, 'Hi', lookup).at(-1)).toEqual({
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: 'Hi' }],
    });
  });

  test('cannot be told when an item is not known', () => {
    const input = [
      { role: 'user', content: 'x' },
      { type: 'item_reference', id: 'msg_7' },
    ];
    expect(() => resolveInput(earlier, input, lookup)).toThrow(
      expect.objectContaining({
        param: 'input[1]',
        code: 'item_not_found',
        message: expect.stringContaining("'msg_7'"),
      }),
    );
    expect(() => resolveInput([], [5], lookup)).toThrow(expect.objectContaining({ param: 'input[0]' }));
  });
});

describe('stored items', () => {
  test('that were said by one id are listed by ids of their own, so that pages end', () => {
    const given = ['a', 'a', 'b', 'a_2', 'a', 'a_2', 'b'];
    const said = given.map((id, at) => ({
      id,
      message: null,
      item: { type: 'message', id, role: 'user', content: `${at}` },
    }));
    const listed = listedItems(said);
    expect(listed.map(({ id }) => id)).toEqual(['a', 'a_3', 'b', 'a_2', 'a_4', 'a_2_2', 'b_2']);
    expect(listed.map(({ ownerId }) => ownerId)).toEqual(given);
    expect(listed.map(({ item }) => item.id)).toEqual(listed.map(({ id }) => id));
    const items = listed.map(({ item }) => item);
    for (const order of ['asc', 'desc'] as const) {
      const seen: unknown[] = [];
      for (let after: string | null = null, page = 0; page < given.length; page++) {
        const { data, last_id: last, has_more: isMore } = listItems(items, { limit: 2, order, after });
        seen.push(...(data as { id: string }[]).map(({ id }) => id));
        if (!isMore) break;
        after = String(last);
      }
      const ids = listed.map(({ id }) => id);
      expect(seen).toEqual(order === 'asc' ? ids : ids.toReversed());
    }
  });

  test('have ids, and messages their long form', () => {
    const items = [
      ...inputItems('Hi'),
      { role: 'assistant', content: 'Yo' },
      { type: 'reasoning', id: 'rs_1', summary: [] },
    ];
    expect(identifyItems(items, 'resp_a')).toEqual([
      {
        type: 'message',
        role: 'user',
        content: [{ type: 'input_text', text: 'Hi' }],
        id: 'msg_a_in_0',
        status: 'completed',
      },
      {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'Yo', annotations: [], logprobs: [] }],
        id: 'msg_a_in_1',
        status: 'completed',
      },
      { type: 'reasoning', id: 'rs_1', summary: [] },
    ]);
    expect(identifyItems([{ type: 'function_call_output', call_id: 'c', output: '' }], 'resp_a', 7)[0]?.id).toBe(
      'fco_a_in_7',
    );
    // What is added to a conversation belongs to no response.
    const owner = `item_${'8b'.repeat(24)}`;
    expect(identifyItems([{ role: 'user', content: 'Hi' }], owner)[0]?.id).toBe(`msg_${'8b'.repeat(24)}_in_0`);
  });

  test('are listed page by page, each once, in either order', () => {
    fc.assert(
      fc.property(
        fc.nat(45),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('asc' as const, 'desc' as const),
        (count, limit, order) => {
          const items = Array.from({ length: count }, (_, index) => ({ id: `msg_${index}` }));
          const seen: unknown[] = [];
          for (let after: string | null = null, hasMore = true; hasMore; ) {
            const page = listItems(items, { limit, order, after });
            const data = Array.isArray(page.data) ? page.data : [];
            expect(page).toMatchObject({
              object: 'list',
              first_id: data[0]?.id ?? null,
              last_id: data.at(-1)?.id ?? null,
            });
            seen.push(...data);
            hasMore = page.has_more === true;
            after = typeof page.last_id === 'string' ? page.last_id : null;
          }
          expect(seen).toEqual(order === 'asc' ? items : items.toReversed());
        },
      ),
    );
  });

  test('are asked for by a query that is checked', () => {
    const query = (given: Record<string, string>) => readListQuery((name) => given[name] ?? null);
    expect(query({})).toEqual({ limit: 20, order: 'desc', after: null });
    expect(query({ limit: '100', order: 'asc', after: 'msg_1' })).toEqual({ limit: 100, order: 'asc', after: 'msg_1' });
    for (const limit of ['0', '101', '-1', '1.5', 'x', '']) expect(() => query({ limit })).toThrow('limit');
    expect(() => query({ order: 'up' })).toThrow('order');
    expect(() => listItems(earlier, { limit: 5, order: 'asc', after: 'msg_0' })).toThrow(
      expect.objectContaining({ param: 'after' }),
    );
  });
});

test('views have the shapes of the format', () => {
  expect(inputTokensView(7)).toEqual({ object: 'response.input_tokens', input_tokens: 7 });
  expect(deletedResponseView('resp_1')).toEqual({ id: 'resp_1', object: 'response', deleted: true });
  const conversation = { id: 'conv_1', createdAt: 5, metadata: { a: 'b' } };
  expect(conversationView(conversation)).toEqual({
    id: 'conv_1',
    object: 'conversation',
    created_at: 5,
    metadata: { a: 'b' },
  });
  expect(deletedConversationView('conv_1')).toEqual({ id: 'conv_1', object: 'conversation.deleted', deleted: true });
});

test('the providers whose reasoning a body sends back are known', () => {
  const sealed = (writtenBy: string) => ({
    type: 'reasoning',
    encrypted_content: sealReasoning({ signature: 's', writtenBy }),
  });
  const input = [
    sealed('claude'),
    sealed('claude'),
    sealed('bedrock'),
    { type: 'reasoning', encrypted_content: 'gAAAA' },
    5,
  ];
  const reasoningWriters = ['claude', 'bedrock'];
  expect(reasoningReaders({ input })).toEqual({ reasoningWriters, reasoningProtocol: 'openai-responses' });
  expect(reasoningReaders({ input: [{ type: 'reasoning', encrypted_content: '', summary: [] }] })).toEqual({});
  expect(reasoningReaders({ input: 'x' })).toEqual({});
});
