import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { type ModelCapabilities, unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { openAiResponses } from '../../../protocols/openai-responses/openai-responses.ts';
import { rewriteRaw } from '../../../protocols/openai-responses/rewrite-raw.ts';
import { requestBody } from './request-bodies.ts';

const hello: ConversationRequest['messages'] = [{ role: 'user', parts: [{ type: 'text', text: 'Hello' }] }];

function encode(request: Partial<ConversationRequest>, capabilities: ModelCapabilities = {}, dropUnsupported = false) {
  const facts = { ...unknownModelFacts('m'), capabilities };
  return openAiResponses.encodeRequest({ messages: hello, ...request }, { facts, stream: false, dropUnsupported });
}

function unsupported(request: Partial<ConversationRequest>): UnsupportedOptions {
  try {
    encode(request);
  } catch (error) {
    if (error instanceof UnsupportedOptions) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('a request of this format', () => {
  test('comes back the same from the neutral form', () => {
    fc.assert(
      fc.property(requestBody, (body) => {
        const neutral = openAiResponses.decodeRequest(body);
        const facts = { ...unknownModelFacts('m'), capabilities: { cacheBreakpoints: true } };
        const options = { facts, stream: false, dropUnsupported: false };
        const { body: encoded, changes } = openAiResponses.encodeRequest(neutral, options);
        expect(changes).toEqual([]);
        expect(openAiResponses.decodeRequest(JSON.parse(JSON.stringify(encoded)))).toEqual(withDefaults(neutral));
      }),
      { numRuns: 150 },
    );
  });
});

test('messages that an answer said around a call stay two messages', () => {
  const message = (phase: string) => ({
    type: 'message',
    role: 'assistant',
    phase,
    content: [{ type: 'output_text', text: 'x', annotations: [] }],
  });
  const call = { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' };
  const input = [call, message('commentary'), message('final_answer')];
  const { messages } = openAiResponses.decodeRequest({ model: 'm', input });
  expect(messages).toHaveLength(1);
  expect(encode({ messages }).body.input).toEqual(input);
});

/** What this format's provider is always told, and would be told by default. */
function withDefaults(neutral: ConversationRequest): ConversationRequest {
  const asksForReasoning = neutral.reasoningEffort !== undefined && neutral.reasoningEffort !== 'none';
  const fields: Record<string, unknown> = { ...neutral.advisory };
  const include = Array.isArray(fields.include) ? fields.include : [];
  const wish = 'reasoning.encrypted_content';
  if (asksForReasoning && !include.includes(wish)) fields.include = [...include, wish];
  const advisory = Object.keys(fields).length === 0 ? {} : { advisory: fields, fieldsProtocol: 'openai-responses' };
  const { tools } = neutral;
  const whole = tools?.map((tool) =>
    tool.type === 'custom' ? tool : { parameters: { type: 'object', properties: {} }, strict: false, ...tool },
  );
  return { ...neutral, ...advisory, ...(whole === undefined ? {} : { tools: whole }) };
}

describe('a request of another format', () => {
  test('stores nothing at the provider, and gets reasoning that can be sent back', () => {
    expect(encode({ reasoningEffort: 'low' }).body).toMatchObject({
      store: false,
      include: ['reasoning.encrypted_content'],
      reasoning: { effort: 'low' },
    });
    expect(encode({}).body).not.toHaveProperty('include');
    expect(encode({ store: true, reasoningEffort: 'low' }).body).not.toHaveProperty('include');
    expect(encode({}, { reasoning: true }).body).toHaveProperty('include');
    expect(encode({ reasoningEffort: 'low' }, { reasoning: false }).body).not.toHaveProperty('include');
  });

  test('keeps calls and results together by ids that are not too long', () => {
    const id = 'x'.repeat(90);
    const { body } = encode({
      messages: [
        { role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] },
        ...hello,
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', text: 't', signature: 's' },
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
            { type: 'tool-call', id, name: 'f', kind: 'function', input: '' },
            { type: 'tool-call', id: 'c2', name: 'g', kind: 'custom', input: 'free' },
          ],
        },
        {
          role: 'tool',
          parts: [
            { type: 'tool-result', toolCallId: id, content: [{ type: 'text', text: 'r' }], isError: true },
            { type: 'tool-result', toolCallId: 'c2', content: [] },
          ],
        },
      ],
    });
    const callId = expect.stringMatching(/^call_[0-9a-f]{16}$/);
    expect(body.input).toEqual([
      { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'Be kind.' }] },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] },
      {
        type: 'message',
        role: 'assistant',
        content: [
          { type: 'output_text', text: 'a', annotations: [] },
          { type: 'output_text', text: 'b', annotations: [] },
        ],
      },
      { type: 'function_call', call_id: callId, name: 'f', arguments: '{}' },
      { type: 'custom_tool_call', call_id: 'c2', name: 'g', input: 'free' },
      { type: 'function_call_output', call_id: callId, output: 'r' },
      { type: 'custom_tool_call_output', call_id: 'c2', output: '' },
    ]);
  });

  test('says what it loses without harm', () => {
    const messages: ConversationRequest['messages'] = [
      { role: 'user', name: 'Ann', parts: [{ type: 'text', text: 'x', cacheBreakpoint: {} }] },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 't', signature: 's' },
          { type: 'text', text: 'y' },
        ],
      },
      ...hello,
    ];
    const advisory = { context_management: {} };
    expect(encode({ messages, advisory, fieldsProtocol: 'anthropic-messages' }).changes).toEqual([
      'context_management dropped',
      'message names dropped',
      'cache breakpoints dropped',
      'reasoning of another protocol dropped',
    ]);
  });

  test('is refused by name, or loses by name, what has no equivalent', () => {
    const request = { stop: ['x'], seed: 1, topK: 2, choiceCount: 2, unknown: { prediction: {} } };
    const error = unsupported(request);
    expect(error.options).toEqual(['stop', 'topK', 'seed', 'choiceCount']);
    expect(error.fields).toEqual(['prediction']);
    expect(encode(request, {}, true).changes).toContain('prediction dropped');
    const foreign = [
      { type: 'opaque' as const, opaque: { protocol: 'anthropic-messages', data: { type: 'server_tool_use' } } },
    ];
    expect(unsupported({ messages: [{ role: 'assistant', parts: foreign }, ...hello] }).options).toEqual(['messages']);
  });

  test('is fitted to what the model takes', () => {
    const request: Partial<ConversationRequest> = {
      temperature: 0.3,
      tools: [{ type: 'function', name: 'f' }],
      toolChoice: { type: 'tool', name: 'f', kind: 'function' },
      reasoningEffort: 'max',
    };
    const { body, changes } = encode(request, {
      sampling: false,
      forcedToolChoice: false,
      reasoningEfforts: { max: false, xhigh: false },
    });
    expect(body).toMatchObject({ tool_choice: 'auto', reasoning: { effort: 'high' } });
    expect(body).not.toHaveProperty('temperature');
    expect(changes).toEqual(['temperature dropped', 'tool_choice f → auto', 'reasoning.effort max → high']);
  });
});

describe('a raw request', () => {
  const readable = { type: 'reasoning', id: 'rs_2', summary: [{ type: 'summary_text', text: 'hm' }] };
  const sealed = { type: 'reasoning', summary: [], encrypted_content: 'cato1.AAAA' };
  const own = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAA' };
  const rewrite = (
    body: JsonObject,
    override: Readonly<Record<string, unknown>> = {},
    capabilities: ModelCapabilities = {},
  ) => {
    const bytes = Buffer.from(JSON.stringify(body));
    const facts = { ...unknownModelFacts('m'), capabilities };
    const raw = { body, bytes, includeUsage: true };
    const rewritten = rewriteRaw(raw, {
      model: 'm',
      facts,
      stream: body.stream === true,
      dropUnsupported: false,
      override,
    });
    return { ...rewritten, isUntouched: rewritten.bytes === bytes, body: JSON.parse(rewritten.bytes.toString('utf8')) };
  };

  test('goes as it came when nothing must change', () => {
    const body = { model: 'm', input: [own], tools: [{ type: 'new_thing' }], stream: true };
    expect(rewrite(body)).toMatchObject({ isUntouched: true, changes: [] });
    expect(rewrite({ ...body, store: false }, { store: false, background: undefined }).isUntouched).toBe(true);
    expect(rewrite({ ...body, store: true }, { store: false }).body).toEqual({ ...body, store: false });
  });

  test("gets the model, the gateway's own fields, and no reasoning of another protocol", () => {
    const body = {
      model: 'auto',
      input: [sealed, own, { role: 'user', content: 'x' }],
      previous_response_id: 'resp_1',
      extra: 1,
    };
    const rewritten = rewrite(body, { previous_response_id: undefined, store: false });
    expect(rewritten.body).toEqual({
      model: 'm',
      input: [own, { role: 'user', content: 'x' }],
      extra: 1,
      store: false,
    });
    expect(rewritten.changes).toEqual(['reasoning of another protocol dropped']);
    expect(rewrite({ model: 'm', input: 'x' }, { input: [sealed, own] }).body.input).toEqual([own]);
  });

  test.each<[string, JsonObject, ModelCapabilities, string | null]>([
    ['with encrypted_content', own, {}, null],
    [
      'in the open, as servers of open models write it',
      { ...readable, content: [{ type: 'reasoning_text', text: 't' }] },
      {},
      null,
    ],
    ['only as a summary', readable, {}, 'reasoning without encrypted_content dropped'],
    [
      'without a word',
      { ...readable, summary: [], encrypted_content: null, content: null },
      {},
      'reasoning without encrypted_content dropped',
    ],
    ['for a model that does not reason', own, { reasoning: false }, 'reasoning dropped: no reasoning model'],
  ])('sends reasoning back only as its provider takes it: %s', (_what, item, capabilities, change) => {
    const others = { role: 'user', content: 'x' };
    const body = { model: 'm', input: [others, item, others] };
    const raw = rewrite(body, {}, capabilities);
    expect(raw.body.input).toEqual(change === null ? body.input : [others, others]);
    expect(raw.changes).toEqual(change === null ? [] : [change]);
    const neutral = encode({ messages: openAiResponses.decodeRequest(body).messages }, capabilities);
    const types = change === null ? ['message', 'reasoning', 'message'] : ['message', 'message'];
    expect(neutral.body.input).toMatchObject(types.map((type) => ({ type })));
    expect(neutral.changes).toEqual(raw.changes);
  });

  test('is fitted to what the model takes', () => {
    const { body, changes } = rewrite({ model: 'm', input: 'x', temperature: 0, top_p: 1 }, {}, { sampling: false });
    expect(body).toEqual({ model: 'm', input: 'x', top_p: 1 });
    expect(changes).toEqual(['temperature dropped']);
  });
});
