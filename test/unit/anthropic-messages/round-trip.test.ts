import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ConversationRequest, Tool, ToolChoice } from '../../../core/conversation/conversation-request.ts';
import type { Message } from '../../../core/conversation/message.ts';
import type { CacheBreakpoint, FilePart, Part, TextPart } from '../../../core/conversation/part.ts';
import { decodeRequest } from '../../../protocols/anthropic-messages/decode-request.ts';
import { encode } from './encode.ts';

const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((text) => text.trim() === text && text !== '');
const name = fc.stringMatching(/^[a-zA-Z0-9_-]{1,12}$/);
/** As it looks after a trip over the wire, which knows no minus zero. */
const json = fc
  .dictionary(name, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
  .map((value): Record<string, unknown> => JSON.parse(JSON.stringify(value)));
const breakpoint: fc.Arbitrary<CacheBreakpoint> = fc.constantFrom({}, { ttl: '5m' }, { ttl: '1h' });

/** At most one mark a message, and few messages: four are all the format takes. */
const textPart: fc.Arbitrary<TextPart> = fc.record({ type: fc.constant('text' as const), text: words });
const markedText: fc.Arbitrary<TextPart> = fc.record(
  { type: fc.constant('text' as const), text: words, cacheBreakpoint: breakpoint },
  { requiredKeys: ['type', 'text'] },
);
const base64 = fc.base64String({ maxLength: 16 }).map((data) => ({ kind: 'base64' as const, data }));
const url = fc.webUrl().map((address) => ({ kind: 'url' as const, url: address }));
const filePart: fc.Arbitrary<FilePart> = fc.oneof(
  fc.record({
    type: fc.constant('file' as const),
    mediaType: fc.constantFrom('image/png', 'image/jpeg', 'image/gif', 'image/webp'),
    source: base64,
  }),
  fc.record({ type: fc.constant('file' as const), mediaType: fc.constant('image/*'), source: url }),
  fc.record(
    {
      type: fc.constant('file' as const),
      mediaType: fc.constant('application/pdf'),
      source: fc.oneof(base64, url),
      filename: words,
    },
    { requiredKeys: ['type', 'mediaType', 'source'] },
  ),
);
const signedReasoning: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ type: fc.constant('reasoning' as const), text: fc.string(), signature: name }),
  fc.record({ type: fc.constant('reasoning' as const), text: fc.constant(''), redacted: name }),
);
const toolCall: fc.Arbitrary<Part> = fc.record({
  type: fc.constant('tool-call' as const),
  // No two calls of a conversation have one id.
  id: fc.uuid(),
  name,
  kind: fc.constant('function' as const),
  input: json.map((value) => JSON.stringify(value)),
});
const toolResult: fc.Arbitrary<Part> = fc.record(
  {
    type: fc.constant('tool-result' as const),
    toolCallId: name,
    content: fc.array(fc.oneof(textPart, filePart), { maxLength: 2 }),
    isError: fc.constant(true),
  },
  { requiredKeys: ['type', 'toolCallId', 'content'] },
);
const opaque: fc.Arbitrary<Part> = json.map((data) => ({
  type: 'opaque',
  opaque: { protocol: 'anthropic-messages', data: { ...data, type: 'web_search_tool_result' } },
  advisory: true,
}));

function parts(part: fc.Arbitrary<Part>): fc.Arbitrary<Part[]> {
  return fc.array(part, { minLength: 1, maxLength: 3 });
}

/** A turn of the user, perhaps after tool results, and perhaps the answer to it. */
const exchange: fc.Arbitrary<Message[]> = fc
  .record({
    results: fc.array(toolResult, { maxLength: 2 }),
    user: fc
      .tuple(markedText, fc.array(fc.oneof(textPart, filePart), { maxLength: 2 }))
      .map(([first, rest]) => [first, ...rest]),
    assistant: parts(fc.oneof(textPart, signedReasoning, toolCall, opaque)),
  })
  .map(({ results, user, assistant }) => [
    ...(results.length > 0 ? [{ role: 'tool' as const, parts: results }] : []),
    { role: 'user', parts: user },
    { role: 'assistant', parts: assistant },
  ]);

const messages: fc.Arbitrary<Message[]> = fc
  .tuple(
    fc.array(textPart, { maxLength: 2 }),
    fc.array(exchange, { maxLength: 2 }),
    parts(fc.oneof(textPart, filePart)),
  )
  .map(([system, exchanges, last]) => [
    ...(system.length > 0 ? [{ role: 'system' as const, parts: system }] : []),
    ...exchanges.flat(),
    { role: 'user', parts: last },
  ]);

const tool: fc.Arbitrary<Tool> = fc.record(
  {
    type: fc.constant('function' as const),
    name,
    description: words,
    parameters: json.map((schema) => ({ ...schema, type: 'object' })),
    strict: fc.boolean(),
  },
  { requiredKeys: ['type', 'name', 'parameters'] },
);

const toolOptions: fc.Arbitrary<Partial<ConversationRequest>> = fc
  .uniqueArray(tool, { minLength: 1, maxLength: 3, selector: ({ name: unique }) => unique })
  .chain((tools) =>
    fc.record(
      {
        tools: fc.constant(tools),
        toolChoice: fc.oneof(
          fc.constantFrom<ToolChoice>({ type: 'none' }, { type: 'auto' }, { type: 'required' }),
          fc.constantFrom(...tools).map((named): ToolChoice => ({ type: 'tool', name: named.name, kind: 'function' })),
        ),
      },
      { requiredKeys: ['tools'] },
    ),
  )
  .chain((options) =>
    fc.boolean().map((single) => {
      const mayCall = options.toolChoice !== undefined && options.toolChoice.type !== 'none';
      return single && mayCall ? { ...options, parallelToolCalls: false } : options;
    }),
  );

const options: fc.Arbitrary<Partial<ConversationRequest>> = fc.record(
  {
    maxOutputTokens: fc.integer({ min: 1, max: 8192 }),
    topK: fc.nat(),
    stop: fc.array(words, { minLength: 1, maxLength: 3 }),
    userId: words,
    responseFormat: json.map((schema) => ({ type: 'json-schema' as const, name: 'answer', schema, strict: true })),
  },
  { requiredKeys: ['maxOutputTokens'] },
);

/** What the neutral model has no word for. */
const fields: fc.Arbitrary<Partial<ConversationRequest>> = fc
  .record({
    unknown: fc.record({ container: words, inference_geo: words }, { requiredKeys: [] }),
    advisory: fc.record(
      {
        context_management: json,
        'metadata.team': words,
        service_tier: fc.constant('standard_only'),
        'output_config.task_budget': json,
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ unknown, advisory }) => {
    const isEmpty = [unknown, advisory].map((one) => Object.keys(one).length === 0);
    if (isEmpty[0] && isEmpty[1]) return {};
    const fieldsProtocol = 'anthropic-messages';
    return { ...(!isEmpty[0] && { unknown }), ...(!isEmpty[1] && { advisory }), fieldsProtocol };
  });

const sampling: fc.Arbitrary<Partial<ConversationRequest>> = fc.oneof(
  fc.constant({}),
  fc.double({ min: 0, max: 1, noNaN: true }).map((temperature) => ({ temperature: Math.abs(temperature) })),
  fc.double({ min: 0, max: 1, noNaN: true }).map((topP) => ({ topP: Math.abs(topP) })),
);

/** As text, so that the order of keys counts. */
function schemasOf({ tools, responseFormat }: ConversationRequest): string {
  const parameters = tools?.map((each) => (each.type === 'function' ? each.parameters : null));
  return JSON.stringify([parameters, responseFormat?.type === 'json-schema' ? responseFormat.schema : null]);
}

test('what the format can say survives encoding and decoding, and nothing is changed', () => {
  fc.assert(
    fc.property(
      messages,
      fc.oneof(fc.constant({}), toolOptions),
      options,
      fc.tuple(sampling, fields).map((both) => Object.assign({}, ...both)),
      (conversation, toolsAndChoice, others, more) => {
        const request: ConversationRequest = { messages: conversation, ...toolsAndChoice, ...others, ...more };
        const { body, changes } = encode(request);
        expect(changes).toEqual([]);
        const decoded = decodeRequest(JSON.parse(JSON.stringify(body)));
        expect(decoded).toEqual(request);
        expect(schemasOf(decoded)).toBe(schemasOf(request));
      },
    ),
    { numRuns: 200 },
  );
});

test('every effort survives for a model that takes them all', () => {
  const capabilities = { adaptiveThinking: true, reasoningEfforts: { xhigh: true, max: true } };
  fc.assert(
    fc.property(fc.constantFrom('none', 'low', 'medium', 'high', 'xhigh', 'max'), messages, (effort, conversation) => {
      const request: ConversationRequest = { messages: conversation, maxOutputTokens: 100, reasoningEffort: effort };
      const { body, changes } = encode(request, { capabilities });
      expect(changes).toEqual([]);
      expect(decodeRequest(body)).toEqual(request);
    }),
    { numRuns: 50 },
  );
});

test('tools the provider runs, and what stands beside others, go back to their places', () => {
  const search = { type: 'web_search_20260318', name: 'web_search', max_uses: 2 };
  const find = { type: 'tool_search_tool_regex_20251119', name: 'find' };
  const tool = (toolName: string) => ({ name: toolName, input_schema: { type: 'object' }, defer_loading: true });
  const body = {
    model: 'claude-test',
    max_tokens: 9,
    messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }] }],
    tools: [find, tool('a'), search, tool('b')],
    thinking: { type: 'adaptive', display: 'omitted' },
    output_config: { effort: 'high' },
  };
  const { body: encoded, changes } = encode(decodeRequest(body), { capabilities: { adaptiveThinking: true } });
  expect(encoded).toEqual(body);
  expect(changes).toEqual([]);
});

test('fields of another format are left out or refused by name', () => {
  const request: ConversationRequest = {
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'a' }] }],
    unknown: { prediction: 1 },
    advisory: { hint: 1 },
    fieldsProtocol: 'other',
  };
  expect(() => encode(request)).toThrow('unsupported: prediction');
  expect(encode(request, { dropUnsupported: true }).changes).toEqual(['hint dropped', 'prediction dropped']);
});

test('how thinking is shown says nothing where the model is told not to think', () => {
  const request = decodeRequest({
    model: 'claude-test',
    max_tokens: 9,
    messages: [{ role: 'user', content: 'a' }],
    tools: [{ name: 'a', input_schema: { type: 'object' } }],
    tool_choice: { type: 'any' },
    thinking: { type: 'adaptive', display: 'omitted' },
  });
  expect(encode(request, { capabilities: { adaptiveThinking: true } }).body.thinking).toEqual({ type: 'disabled' });
});
