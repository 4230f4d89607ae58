import type { ModelCapabilities, ModelInfo } from '@anthropic-ai/sdk/resources/models';
import { expect, test } from '@jest/globals';
import { type ModelFacts, unknownModelFacts } from '../../../core/routing/model-facts.ts';
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
    ...{ capabilities: null, lifecycle: 'active', deprecated_at: null, retires_at: null, line: null },
    ...{ max_input_tokens: null, max_tokens: null },
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

function facts(over: Partial<ModelFacts>): ModelFacts {
  return { ...unknownModelFacts('claude-sonnet-9'), ...over };
}

const no = { supported: false };
const yes = { supported: true };

test('what is known of a model is told in the format’s own fields', () => {
  const known = facts({
    id: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    contextWindow: 200_000,
    maxOutputTokens: 64_000,
    retires: '2026-11-30',
  });
  expect(encodeModel({ id: 'auto', facts: known })).toMatchObject({
    ...{ id: 'auto', line: 'sonnet', max_input_tokens: 200_000, max_tokens: 64_000, capabilities: null },
    ...{ lifecycle: 'deprecated', retires_at: '2026-11-30T00:00:00Z' },
  });
  expect(encodeModel({ id: 'gpt', facts: facts({ id: 'gpt-6-luna', maxInputTokens: 900 }) })).toMatchObject({
    ...{ line: null, max_input_tokens: 900, max_tokens: null },
  });
});

test('capabilities are those of the model, with every key that the format has', () => {
  const capabilities = {
    ...{ images: true, documents: true, structuredOutput: true, sampling: false, reasoning: true },
    ...{ adaptiveThinking: true, alwaysThinks: true, reasoningEfforts: { max: true, none: true } },
  };
  const encoded = encodeModel({ id: 'a', facts: facts({ capabilities }), isForwarded: true });
  const expected: ModelCapabilities = {
    ...{ batch: no, citations: yes, code_execution: no, image_input: yes, pdf_input: yes, structured_outputs: yes },
    context_management: {
      ...{ supported: false, clear_thinking_20251015: null, clear_tool_uses_20250919: null, compact_20260112: null },
    },
    effort: { supported: true, low: yes, medium: yes, high: yes, xhigh: null, max: yes },
    server_tools: { supported: false, code_execution: no, web_search: no },
    thinking: { supported: true, types: { adaptive: yes, between_tools: yes, disabled: no, enabled: no } },
  };
  expect(encoded.capabilities).toEqual(expected);
});

test('a model that thinks within a budget, behind another format', () => {
  const capabilities = { reasoning: true, documents: true, prefill: true };
  const { capabilities: told } = encodeModel({ id: 'a', facts: facts({ capabilities }) });
  expect(told).toMatchObject({
    ...{ citations: no, image_input: no, pdf_input: yes, effort: { supported: false, low: no, max: no } },
    thinking: { supported: true, types: { adaptive: no, between_tools: no, disabled: yes, enabled: yes } },
  });
});

test('models are listed by the stage of their life', () => {
  const listed = [{ id: 'old', facts: facts({ retires: '2026-11-30' }) }, { id: 'new' }];
  const ids = (lifecycle: ModelInfo['lifecycle'][]) => {
    const { data } = encodeModelList(listed, { lifecycle });
    return Array.isArray(data) ? data.map(({ id }) => id) : data;
  };
  expect([ids(['active']), ids(['deprecated', 'active']), ids(['retired'])]).toEqual([['new'], ['old', 'new'], []]);
});
