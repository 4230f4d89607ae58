import { describe, expect, test } from '@jest/globals';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { type ModelCapabilities, unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { type RewriteOptions, rewriteRaw } from '../../../protocols/anthropic-messages/rewrite-raw.ts';
import { thrownBy } from './encode.ts';

const question = { role: 'user', content: 'Is the tide high?' };
const body: JsonObject = { model: 'claude-test', max_tokens: 100, messages: [question] };

interface Setting extends Partial<RewriteOptions> {
  readonly capabilities?: ModelCapabilities;
  readonly maxOutputTokens?: number;
  readonly betas?: string;
}

function rewrite(sent: JsonObject, setting: Setting = {}) {
  const { capabilities = {}, maxOutputTokens = null, betas, ...options } = setting;
  const facts = { ...unknownModelFacts('claude-test'), capabilities, maxOutputTokens };
  const bytes = Buffer.from(JSON.stringify(sent, null, 1));
  const headers = betas === undefined ? {} : { headers: { 'anthropic-beta': betas } };
  const defaults = { model: 'claude-test', facts, ask: 'whole', dropUnsupported: false, allowedBetas: null } as const;
  const rewritten = rewriteRaw({ body: sent, bytes, includeUsage: true, ...headers }, { ...defaults, ...options });
  return { ...rewritten, isUntouched: rewritten.bytes === bytes, body: JSON.parse(rewritten.bytes.toString()) };
}

test('a body that nobody refuses anything of goes out as its very bytes, understood or not', () => {
  const { isUntouched, changes, headers } = rewrite({ ...body, odd: [1], temperature: 0.5, thinking: { type: 'new' } });
  expect([isUntouched, changes, headers]).toEqual([true, [], {}]);
});

test("the model's name and the way of answering are rewritten, nothing else", () => {
  expect(rewrite({ ...body, model: 'auto', odd: 1 }).body).toEqual({ ...body, odd: 1 });
  expect(rewrite(body, { ask: 'stream' }).body).toEqual({ ...body, stream: true });
  expect(rewrite({ ...body, stream: true }).body).toEqual(body);
});

test('sampling goes where the model is known to refuse it', () => {
  const sampled = { ...body, temperature: 0.5, top_p: 0.9, top_k: 5 };
  const { body: sent, changes } = rewrite(sampled, { capabilities: { sampling: false } });
  expect(sent).toEqual(body);
  expect(changes).toEqual(['temperature dropped', 'top_p dropped', 'top_k dropped']);
  expect(rewrite({ ...body, temperature: 1 }, { capabilities: { sampling: false } }).isUntouched).toBe(true);
});

test.each([{ forcedToolChoice: false }, { alwaysThinks: true }])(
  'a forced tool is not forced with %j',
  (capabilities) => {
    const forced = {
      ...body,
      tools: [{ name: 'a' }],
      tool_choice: { type: 'tool', name: 'a', disable_parallel_tool_use: true },
    };
    const { body: sent, changes } = rewrite(forced, { capabilities });
    expect(sent.tool_choice).toEqual({ type: 'auto', disable_parallel_tool_use: true });
    expect(changes).toEqual(['tool_choice tool → auto']);
    expect(rewrite(forced).isUntouched).toBe(true);
  },
);

describe('thinking', () => {
  const always = { alwaysThinks: true, adaptiveThinking: true, sampling: false, reasoningEfforts: {} };

  test.each<[string, JsonObject, ModelCapabilities, readonly unknown[]]>([
    ['cannot be disabled', { type: 'disabled' }, always, [undefined, { effort: 'low' }]],
    [
      'is left between tools where that is the least',
      { type: 'disabled' },
      { ...always, reasoningEfforts: { none: true } },
      [{ type: 'between_tools' }, undefined],
    ],
    [
      'has no budget any more',
      { type: 'enabled', budget_tokens: 4096, display: 'omitted' },
      always,
      [{ type: 'adaptive', display: 'omitted' }, { effort: 'medium' }],
    ],
    [
      'had a budget before',
      { type: 'adaptive' },
      { adaptiveThinking: false },
      [{ type: 'enabled', budget_tokens: 4000 }, undefined],
    ],
  ])('%s', (_, thinking, capabilities, expected) => {
    const { body: sent, changes } = rewrite({ ...body, max_tokens: 8000, thinking }, { capabilities });
    expect([sent.thinking, sent.output_config]).toEqual(expected);
    expect(changes.length).toBeGreaterThan(0);
  });

  test.each([
    [{ type: 'enabled', budget_tokens: 4096 }, { adaptiveThinking: true }],
    [{ type: 'adaptive' }, always],
    [{ type: 'disabled' }, {}],
  ])('%j stays as it is with %j', (thinking, capabilities) => {
    expect(rewrite({ ...body, thinking }, { capabilities }).isUntouched).toBe(true);
  });

  test('of a model that does not reason is refused, or left out where that is allowed', () => {
    const asked = { ...body, thinking: { type: 'adaptive' } };
    const capabilities = { reasoning: false };
    expect(thrownBy(() => rewrite(asked, { capabilities }))).toMatchObject({ options: ['reasoningEffort'] });
    expect(rewrite(asked, { capabilities, dropUnsupported: true }).body).toEqual(body);
  });

  test('is left out where calls it should stand before have none, or none that is signed', () => {
    const call = { type: 'tool_use', id: 't1', name: 'a', input: {} };
    const results = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'ok' }] };
    const thinking = { type: 'enabled', budget_tokens: 1024 };
    const asked = (...before: JsonObject[]) => {
      const messages = [question, { role: 'assistant', content: [...before, call] }, results];
      return rewrite({ ...body, max_tokens: 8000, thinking, messages });
    };
    const why = 'thinking left out: the tool calls in the history have no signed reasoning';
    const unsigned = asked({ type: 'thinking', thinking: 'hm', signature: '' });
    expect(unsigned.body).not.toHaveProperty('thinking');
    expect(unsigned.changes).toEqual(['reasoning without a usable signature left out', why]);
    expect(asked()).toMatchObject({ body: expect.not.objectContaining({ thinking }), changes: [why] });
    expect(asked({ type: 'thinking', thinking: 'hm', signature: 's' }).isUntouched).toBe(true);
    expect(asked({ type: 'redacted_thinking', data: 'd' }).isUntouched).toBe(true);
  });

  test('is asked for with the nearest effort the model takes', () => {
    const output_config = { effort: 'max', format: { type: 'json_schema', schema: {} } };
    const capabilities = { reasoningEfforts: { max: false, xhigh: false } };
    const { body: sent, changes } = rewrite({ ...body, output_config }, { capabilities });
    expect(sent.output_config).toEqual({ ...output_config, effort: 'high' });
    expect(changes).toEqual(['output_config.effort max → high']);
  });
});

test('an answer is as long as the model can make it', () => {
  const { max_tokens: _, ...unbound } = body;
  expect(rewrite(unbound, { maxOutputTokens: 64 }).body.max_tokens).toBe(64);
  expect(rewrite(unbound)).toMatchObject({ body: { max_tokens: 4096 }, changes: ['max_tokens set to 4096'] });
  expect(rewrite(body, { maxOutputTokens: 64 })).toMatchObject({
    body: { max_tokens: 64 },
    changes: ['max_tokens 100 → 64'],
  });
  expect(rewrite(unbound, { ask: 'count' }).isUntouched).toBe(true);
});

test('what other models left in the history goes', () => {
  const messages = [
    question,
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'hm', signature: '' },
        { type: 'thinking', thinking: 'hm', signature: 's' },
        { type: 'text', text: '' },
        { type: 'tool_use', id: 'functions.a:0', name: 'a', input: {} },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'functions.a:0' }] },
    { role: 'assistant', content: [{ type: 'thinking', thinking: 'hm' }] },
    { role: 'user', content: [{ type: 'text', text: 'so?' }] },
  ];
  const { body: sent, changes } = rewrite({ ...body, messages });
  expect(sent.messages).toEqual([
    question,
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'hm', signature: 's' },
        { type: 'tool_use', id: 'toolu_as_ZnVuY3Rpb25zLmE6MA', name: 'a', input: {} },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_as_ZnVuY3Rpb25zLmE6MA' }] },
    { role: 'user', content: [{ type: 'text', text: 'so?' }] },
  ]);
  expect(changes).toEqual([
    'reasoning without a usable signature left out',
    'empty texts left out',
    'tool call ids rewritten',
  ]);
});

test('instructions move where the model takes them', () => {
  const messages = [
    { role: 'system', content: 'Be short.' },
    question,
    { role: 'system', content: [{ type: 'text', text: 'Be kind.' }] },
  ];
  const sent = { ...body, system: 'You are a pilot.', messages };
  expect(rewrite(sent).isUntouched).toBe(true);
  expect(rewrite(sent, { capabilities: { midConversationSystem: false } }).body).toMatchObject({
    system: [
      { type: 'text', text: 'You are a pilot.' },
      { type: 'text', text: 'Be short.' },
    ],
    messages: [question, { role: 'user', content: [{ type: 'text', text: '<system>\nBe kind.\n</system>' }] }],
  });
});

test('what cannot be left out is refused', () => {
  const prefilled = { ...body, messages: [question, { role: 'assistant', content: 'It is' }] };
  const error = thrownBy(() => rewrite(prefilled, { capabilities: { prefill: false }, dropUnsupported: true }));
  expect(error).toBeInstanceOf(UnsupportedOptions);
  expect(rewrite(prefilled).isUntouched).toBe(true);
  const tools = { ...body, tools: [{ name: 'a' }], tool_choice: { type: 'auto' } };
  expect(thrownBy(() => rewrite(tools, { capabilities: { tools: false } }))).toMatchObject({ options: ['tools'] });
  expect(rewrite(tools, { capabilities: { tools: false }, dropUnsupported: true }).body).toEqual(body);
});

describe('beta flags', () => {
  const context_management = { edits: [] };

  test('reach a provider that judges by itself, but for those of the client’s own login', () => {
    const { headers, changes, isUntouched } = rewrite(body, { betas: 'a-1, oauth-2025-04-20,b-2,a-1' });
    expect(headers).toEqual({ 'anthropic-beta': 'a-1,b-2' });
    expect(changes).toEqual(['anthropic-beta oauth-2025-04-20 dropped']);
    expect(isUntouched).toBe(true);
  });

  test('that a deployment does not know stay here, and their fields with them', () => {
    const {
      headers,
      changes,
      body: sent,
    } = rewrite(
      { ...body, context_management },
      { betas: 'context-1m-2025-08-07,context-management-2025-06-27,exact', allowedBetas: ['context-1m-*', 'exact'] },
    );
    expect(headers).toEqual({ 'anthropic-beta': 'context-1m-2025-08-07,exact' });
    expect(sent).toEqual(body);
    expect(changes).toEqual(['anthropic-beta context-management-2025-06-27 dropped', 'context_management dropped']);
  });

  test('whose fields cannot be left out are refused with them', () => {
    const asked = { ...body, mcp_servers: [{ name: 'a' }] };
    const setting = { betas: 'mcp-client-2025-11-20', allowedBetas: [] };
    expect(thrownBy(() => rewrite(asked, setting))).toMatchObject({ fields: ['mcp_servers'] });
    expect(rewrite(asked, { ...setting, dropUnsupported: true })).toMatchObject({ headers: {}, body });
  });
});
