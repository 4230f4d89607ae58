import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { Message } from '../../../core/conversation/message.ts';
import type { FilePart, Part, TextPart } from '../../../core/conversation/part.ts';
import { unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'B', '7', '_', 'ü', '🙂'), minLength: 1, maxLength: 6 });
const base64 = fc.constantFrom('AA==', 'iVBORw0KGgo=');
const ttl = fc.constantFrom({}, { ttl: '30m' }, { ttl: '12h' });
const optional = { requiredKeys: [] as [] };

const textPart: fc.Arbitrary<TextPart> = fc.record(
  { type: fc.constant('text' as const), text: word, cacheBreakpoint: ttl },
  { requiredKeys: ['type', 'text'] },
);
const detail = fc.constantFrom('auto' as const, 'low' as const, 'high' as const, 'original' as const);
const embedded = fc.record({ kind: fc.constant('base64' as const), data: base64 });
const filePart: fc.Arbitrary<FilePart> = fc.oneof(
  fc.record(
    {
      type: fc.constant('file' as const),
      mediaType: fc.constantFrom('image/png', 'image/webp'),
      source: embedded,
      detail,
    },
    { requiredKeys: ['type', 'mediaType', 'source'] },
  ),
  fc.record({
    type: fc.constant('file' as const),
    mediaType: fc.constant('image/*'),
    source: fc.record({ kind: fc.constant('url' as const), url: word.map((name) => `https://example.com/${name}`) }),
    cacheBreakpoint: ttl,
  }),
  fc.record({
    type: fc.constant('file' as const),
    mediaType: fc.constantFrom('audio/wav', 'audio/mpeg'),
    source: embedded,
  }),
  fc.record({
    type: fc.constant('file' as const),
    mediaType: fc.constantFrom('application/pdf', 'text/plain'),
    source: embedded,
    filename: word.map((name) => `${name}.pdf`),
  }),
  fc.record({
    type: fc.constant('file' as const),
    mediaType: fc.constant('application/octet-stream'),
    source: fc.record({ kind: fc.constant('id' as const), id: word }),
  }),
);
const opaquePart: fc.Arbitrary<Part> = word.map((name) => ({
  type: 'opaque',
  opaque: { protocol: 'openai-chat', data: { part: { type: `x_${name}`, [name]: 1 } } },
}));
const toolCall: fc.Arbitrary<Part> = fc.record({
  type: fc.constant('tool-call' as const),
  id: word,
  name: word,
  kind: fc.constantFrom('function' as const, 'custom' as const),
  input: fc.oneof(word, fc.constant('')),
});
const assistantParts: fc.Arbitrary<Part[]> = fc
  .tuple(
    fc.array(
      word.map((text): Part => ({ type: 'reasoning', text })),
      { maxLength: 1 },
    ),
    fc.array(
      fc.oneof(
        textPart,
        word.map((text): Part => ({ type: 'refusal', text })),
      ),
      { maxLength: 3 },
    ),
    fc.array(toolCall, { maxLength: 2 }),
  )
  .map((groups) => groups.flat())
  .filter((parts) => parts.length > 0);
const named = <T extends Message>(message: fc.Arbitrary<T>): fc.Arbitrary<Message> =>
  fc.tuple(message, fc.option(word)).map(([plain, name]) => (name === null ? plain : { ...plain, name }));
const message: fc.Arbitrary<Message> = fc.oneof(
  named(
    fc.record({
      role: fc.constantFrom('system' as const, 'developer' as const),
      parts: fc.array(textPart, { minLength: 1, maxLength: 2 }),
    }),
  ),
  named(
    fc.record({
      role: fc.constant('user' as const),
      parts: fc.array(fc.oneof(textPart, filePart, opaquePart), { minLength: 1, maxLength: 3 }),
    }),
  ),
  named(fc.record({ role: fc.constant('assistant' as const), parts: assistantParts })),
  named(
    fc.record({
      role: fc.constant('tool' as const),
      parts: fc.tuple(
        fc.record({
          type: fc.constant('tool-result' as const),
          toolCallId: word,
          content: fc.array(textPart, { maxLength: 2 }),
        }),
      ),
    }),
  ),
);
/** As JSON can carry it: without negative zero. */
const schema: fc.Arbitrary<Record<string, unknown>> = fc
  .dictionary(word, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2, noNullPrototype: true })
  .map((value) => JSON.parse(JSON.stringify(value)));
const definition = fc.record(
  { type: fc.constant('function' as const), name: word, description: word, parameters: schema, strict: fc.boolean() },
  { requiredKeys: ['type', 'name'] },
);
const customTool = fc.record(
  { type: fc.constant('custom' as const), name: word, description: word, format: schema },
  { requiredKeys: ['type', 'name'] },
);
const toolChoice = fc.oneof(
  fc.record({ type: fc.constantFrom('none' as const, 'auto' as const, 'required' as const) }),
  fc.record({
    type: fc.constant('tool' as const),
    name: word,
    kind: fc.constantFrom('function' as const, 'custom' as const),
  }),
  fc.record({
    type: fc.constant('allowed' as const),
    mode: fc.constantFrom('auto' as const, 'required' as const),
    names: fc.array(word, { maxLength: 2 }),
  }),
);
const responseFormat = fc.oneof(
  fc.record({ type: fc.constantFrom('text' as const, 'json-object' as const) }),
  fc.record(
    { type: fc.constant('json-schema' as const), name: word, description: word, schema, strict: fc.boolean() },
    { requiredKeys: ['type', 'name', 'schema'] },
  ),
);
const level = fc.constantFrom('low' as const, 'medium' as const, 'high' as const);
const number = fc.double({ min: -2, max: 2, noNaN: true }).map((value) => value + 0);
const options = fc.record(
  {
    tools: fc.array(fc.oneof(definition, customTool), { minLength: 1, maxLength: 2 }),
    maxOutputTokens: fc.integer({ min: 1 }),
    temperature: number,
    topP: number,
    stop: fc.array(word, { minLength: 1, maxLength: 3 }),
    seed: fc.integer(),
    frequencyPenalty: number,
    presencePenalty: number,
    logitBias: fc.dictionary(word, number, { maxKeys: 2, noNullPrototype: true }),
    toolChoice,
    parallelToolCalls: fc.boolean(),
    responseFormat,
    reasoningEffort: fc.constantFrom('none' as const, 'minimal' as const, 'xhigh' as const, 'max' as const),
    verbosity: level,
    serviceTier: word,
    metadata: fc.dictionary(word, word, { maxKeys: 2, noNullPrototype: true }),
    userId: word,
    promptCacheKey: word,
    store: fc.boolean(),
    logprobs: fc.constant(true),
    topLogprobs: fc.nat(20),
    unknown: fc.constant({ prediction: { type: 'content', content: 'x' } }),
    hints: fc.constant({ web_search_options: {}, prompt_cache_retention: '24h' }),
  },
  optional,
);

test('what Chat can express comes back as it went', () => {
  const messages = fc.array(message, { minLength: 1, maxLength: 4 });
  const facts = { ...unknownModelFacts('m'), capabilities: { cacheBreakpoints: true } };
  fc.assert(
    fc.property(messages, options, fc.boolean(), (asked, { hints, ...wanted }, stream) => {
      const fields = hints === undefined ? {} : { advisory: hints, fieldsProtocol: 'openai-chat' };
      const request: ConversationRequest = { messages: asked, ...wanted, ...fields };
      const { body, changes } = openAiChat.encodeRequest(request, { facts, stream, dropUnsupported: false });
      const received = JSON.parse(JSON.stringify(body));
      expect(openAiChat.decodeRequest(received)).toEqual(request);
      expect(changes).toEqual([]);
      expect(openAiChat.decodeHead(received)).toMatchObject({ model: 'm', stream, includeUsage: stream });
    }),
    { numRuns: 300 },
  );
});
