import { describe, expect, test } from '@jest/globals';
import { itemFormat } from '../../../protocols/openai-responses/item-format.ts';
import { listedItems } from '../../../protocols/openai-responses/listed-items.ts';
import { readMetadata } from '../../../protocols/openai-responses/read-metadata.ts';
import { sealReasoning } from '../../../protocols/openai-responses/reasoning-envelope.ts';
import { itemId } from '../../../protocols/openai-responses/response-id.ts';

const hex = '0123456789abcdef'.repeat(3);

describe('the id of an item', () => {
  test('leads to its response, in which it came or went', () => {
    const owner = `resp_${hex}`;
    for (const [type, from] of [
      ['message', owner],
      ['custom_tool_call_output', `${owner}_in`],
    ] as const) {
      const id = itemId(type, from, 1234);
      expect(id.length).toBeLessThanOrEqual(64);
      expect(itemFormat.turnOfItem(id)).toBe(owner);
    }
  });

  test.each(['msg_1', `msg_${hex}`, 'rs_abc_0', `msg_${hex}_x`, ''])('%j leads nowhere', (id) => {
    expect(itemFormat.turnOfItem(id)).toBeNull();
  });
});

describe('what is kept', () => {
  test.each([
    ['a message that says nothing', { id: 'msg_1', type: 'message', role: 'assistant', content: [] }],
    ['tools', { id: 'at_1', type: 'additional_tools', tools: [] }],
    [
      'what a call must take back',
      {
        id: 'rs_1',
        type: 'reasoning',
        summary: [],
        encrypted_content: sealReasoning({ opaque: { protocol: 'gemini', data: 's' }, callId: 'call_1' }),
      },
    ],
  ])('may be %s, which no other format has', (_what, item) => {
    expect(itemFormat.outputItems({ output: [item] })).toEqual([{ id: item.id, message: null, item }]);
    expect(itemFormat.placedItems({ input: [item] }, 'resp_1', new Map())).toMatchObject([{ item: { message: null } }]);
  });

  test('is refused by the place where the client has it', () => {
    const input = [
      { role: 'user', content: 'x' },
      { type: 'item_reference', id: 'msg_1' },
      { role: 'nobody', content: 'x' },
    ];
    expect(() => itemFormat.placedItems({ input }, 'resp_1', new Map())).toThrow(
      expect.objectContaining({ param: 'input[2].role', message: expect.stringContaining('`input[2].role`') }),
    );
  });
});

describe('an answer that is not kept', () => {
  const event = (type: string, data: unknown) => `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
  const done = event('response.output_text.done', { sequence_number: 7, text: 'event: x\n\n"store":true' });
  const last = (store: boolean) =>
    event('response.completed', {
      type: 'response.completed',
      sequence_number: 8,
      response: { id: 'resp_1', store, output: ['"store":true', 'event: response.completed\ndata: {}\n\n'] },
    });

  test('says so in the last event alone', () => {
    expect(itemFormat.streamWithoutStore(done + last(true))).toBe(done + last(false));
    expect(itemFormat.streamWithoutStore(last(true))).toBe(last(false));
    expect(itemFormat.streamWithoutStore('')).toBe('');
  });
});

describe('what was said in another format', () => {
  test('is listed as items of this one, each with an id', () => {
    const parts = [
      { type: 'text', text: 'Let me see.' },
      { type: 'tool-call', id: 'call_1', name: 'tide', kind: 'function', input: '{}' },
    ] as const;
    const listed = listedItems([
      {
        id: 'msg_a',
        message: { role: 'system', parts: [{ type: 'text', text: 'x' }] },
        item: null,
        isInstructions: true,
      },
      { id: 'msg_b', message: { role: 'assistant', parts }, item: null },
      { id: 'msg_c', message: null, item: { id: 'msg_c', type: 'message', role: 'user', content: [] } },
    ]);
    expect(listed.map(({ id, ownerId, item }) => [id, ownerId, item.type, item.id])).toEqual([
      ['msg_b', 'msg_b', 'message', 'msg_b'],
      ['msg_b_1', 'msg_b', 'function_call', 'msg_b_1'],
      ['msg_c', 'msg_c', 'message', 'msg_c'],
    ]);
  });
});

test('metadata are a few short texts', () => {
  expect(readMetadata(null)).toEqual({});
  expect(readMetadata({ ['k'.repeat(64)]: 'v'.repeat(512) })).toEqual({ ['k'.repeat(64)]: 'v'.repeat(512) });
  for (const wrong of [[], 'x', { a: null }, { ['k'.repeat(65)]: '' }, { a: 'v'.repeat(513) }]) {
    expect(() => readMetadata(wrong)).toThrow(expect.objectContaining({ kind: 'invalid-request' }));
  }
});
