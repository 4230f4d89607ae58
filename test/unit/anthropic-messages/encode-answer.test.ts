import { expect, test } from '@jest/globals';
import type { ConversationAnswer } from '../../../core/conversation/conversation-answer.ts';
import type { Part } from '../../../core/conversation/part.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { answerNames, readAnswerFixture } from './fixtures.ts';
import { toldUsage, uncountedUsage, untold } from './untold.ts';

const { decodeAnswer, encodeAnswer } = anthropicMessages;
const context = { requestId: 'r1', createdAt: 0, model: 'auto', includeUsage: true };

function answer(over: Partial<ConversationAnswer> = {}): ConversationAnswer {
  return { id: null, model: '', parts: [], stopReason: 'stop', usage: null, ...over };
}

function contentOf(...parts: Part[]): unknown {
  return encodeAnswer(answer({ parts }), context).content;
}

test.each(answerNames)('%s says the same after decoding and encoding', (name) => {
  const decoded = decodeAnswer(readAnswerFixture(name).body);
  expect(decodeAnswer(JSON.parse(JSON.stringify(encodeAnswer(decoded, context))))).toEqual(decoded);
});

test('text has a key for sources, though it has none', () => {
  expect(contentOf({ type: 'text', text: 'a' })).toEqual([{ type: 'text', text: 'a', citations: null }]);
});

test.each(['text', 'thinking', 'tools'])('%s is written with the very blocks it came with', (name) => {
  const { body } = readAnswerFixture(name);
  const { content, id, model, role, type, stop_reason } = encodeAnswer(decodeAnswer(body), context);
  const noSources = { citations: null };
  const said = JSON.parse(JSON.stringify(body), (_, value) => value ?? undefined);
  expect({ content, id, model, role, type, stop_reason }).toEqual({
    content: said.content.map((block: { type: string }) => ({ ...(block.type === 'text' && noSources), ...block })),
    id: body.id,
    model: body.model,
    role: 'assistant',
    type: 'message',
    stop_reason: body.stop_reason,
  });
});

test('an answer without a name, a model or a count gets what clients cannot do without', () => {
  expect(encodeAnswer(answer(), context)).toEqual({
    id: 'msg_r1',
    type: 'message',
    role: 'assistant',
    model: 'auto',
    content: [],
    stop_reason: 'end_turn',
    stop_sequence: null,
    ...untold,
    usage: uncountedUsage,
  });
});

test.each([
  ['stop', 'end_turn'],
  ['length', 'max_tokens'],
  ['context-full', 'model_context_window_exceeded'],
  ['tool', 'tool_use'],
  ['paused', 'pause_turn'],
  ['filtered', 'refusal'],
] as const)('the stop reason %s is %s', (stopReason, word) => {
  expect(encodeAnswer(answer({ stopReason }), context).stop_reason).toBe(word);
});

test('a refusal of another format is text, and the reason to stop', () => {
  const encoded = encodeAnswer(answer({ parts: [{ type: 'refusal', text: 'No.' }] }), context);
  expect(encoded).toMatchObject({ content: [{ type: 'text', text: 'No.' }], stop_reason: 'refusal' });
});

test('a call has an id this format takes, and an object as its input', () => {
  const call = { type: 'tool-call', name: 'tide', kind: 'function', id: 'functions.tide:0', input: '{"a":1}' } as const;
  const direct = { type: 'tool_use', caller: { type: 'direct' } };
  expect(
    contentOf(call, { ...call, id: '', input: '' }, { ...call, id: 'c', kind: 'custom', input: 'go "on"' }),
  ).toEqual([
    { ...direct, id: 'toolu_as_ZnVuY3Rpb25zLnRpZGU6MA', name: 'tide', input: { a: 1 } },
    { ...direct, id: 'toolu_r1_1', name: 'tide', input: {} },
    { ...direct, id: 'c', name: 'tide', input: { input: 'go "on"' } },
  ]);
});

test('empty text and what belongs to another format are left out, blocks of this format stay', () => {
  const search = { type: 'web_search_tool_result', tool_use_id: 's', content: [] };
  const blocks = contentOf(
    { type: 'text', text: '' },
    { type: 'opaque', opaque: { protocol: 'other', data: { type: 'x' } } },
    { type: 'opaque', opaque: { protocol: 'anthropic-messages', data: search } },
    { type: 'text', text: 'a', opaque: { protocol: 'anthropic-messages', data: { citations: [1] } } },
  );
  expect(blocks).toEqual([search, { type: 'text', text: 'a', citations: [1] }]);
});

test('of hidden reasoning only what must travel back is told', () => {
  const parts: Part[] = [
    { type: 'reasoning', text: 'hm' },
    { type: 'reasoning', text: 'hm', signature: 's' },
    { type: 'reasoning', text: '', redacted: 'r' },
  ];
  expect(contentOf(...parts)).toEqual([
    { type: 'thinking', thinking: 'hm', signature: '' },
    { type: 'thinking', thinking: 'hm', signature: 's' },
    { type: 'redacted_thinking', data: 'r' },
  ]);
  expect(encodeAnswer(answer({ parts }), { ...context, hidesReasoning: true }).content).toEqual([
    { type: 'thinking', thinking: '', signature: 's' },
    { type: 'redacted_thinking', data: 'r' },
  ]);
});

test('the usage stands in the buckets of the format', () => {
  const usage = { freshInput: 10, cacheRead: 5, cacheWrite: { '5m': 1, '1h': 2, '30m': 4 }, output: 7, reasoning: 3 };
  expect(encodeAnswer(answer({ usage, serviceTier: 'standard' }), context).usage).toEqual({
    ...toldUsage,
    input_tokens: 10,
    cache_creation_input_tokens: 7,
    cache_read_input_tokens: 5,
    cache_creation: { ephemeral_5m_input_tokens: 5, ephemeral_1h_input_tokens: 2 },
    output_tokens: 7,
    output_tokens_details: { thinking_tokens: 3 },
    service_tier: 'standard',
  });
});

test.each([
  ['default', 'standard'],
  ['standard', 'standard'],
  ['priority', 'priority'],
  ['flex', null],
])('the service tier %s is %s', (serviceTier, told) => {
  const { usage } = encodeAnswer(answer({ serviceTier }), context);
  expect(usage).toEqual({ ...uncountedUsage, service_tier: told });
});
