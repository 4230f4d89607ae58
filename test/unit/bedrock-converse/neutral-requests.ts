import fc from 'fast-check';
import type { ConversationRequest, Tool } from '../../../core/conversation/conversation-request.ts';
import type { Message } from '../../../core/conversation/message.ts';
import type { FilePart, Part } from '../../../core/conversation/part.ts';
import type { ModelFacts } from '../../../core/routing/model-facts.ts';

/** Requests of every kind a client codec may hand over, sound and unsound. */

const someText = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('', ' ', '\n', 'Hello', 'née 👋'));
const someId = fc.oneof(fc.constantFrom('call_0', 'call_1', 'abcDEF123'), fc.string({ maxLength: 70 }));
const breakpoint = fc.option(fc.constantFrom({}, { ttl: '5m' }, { ttl: '1h' }, { ttl: '24h' }), { nil: undefined });

type Breakpoint = { readonly cacheBreakpoint?: { readonly ttl?: string } };

function withBreakpoint<Value extends object>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value & Breakpoint> {
  return fc
    .tuple(arbitrary, breakpoint)
    .map(([value, cacheBreakpoint]) => (cacheBreakpoint === undefined ? value : { ...value, cacheBreakpoint }));
}

const textPart = withBreakpoint(fc.record({ type: fc.constant('text' as const), text: someText }));
const filePart: fc.Arbitrary<FilePart> = withBreakpoint(
  fc.record(
    {
      type: fc.constant('file' as const),
      mediaType: fc.constantFrom(
        'image/png',
        'image/*',
        'application/pdf',
        'audio/wav',
        'video/mp4',
        'text/plain',
        'x/y',
        '',
      ),
      source: fc.oneof(
        {
          weight: 8,
          arbitrary: fc.record({
            kind: fc.constant('base64' as const),
            data: fc.base64String({ minLength: 4, maxLength: 8 }),
          }),
        },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            { kind: 'url' as const, url: 'https://example.com/a.png' },
            { kind: 'id' as const, id: 'f' },
          ),
        },
      ),
      filename: someText,
      detail: fc.constantFrom('auto' as const, 'high' as const),
    },
    { requiredKeys: ['type', 'mediaType', 'source'] },
  ),
);
const toolCall = fc.record({
  type: fc.constant('tool-call' as const),
  id: someId,
  name: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('look', 'hear') }, { weight: 1, arbitrary: someText }),
  kind: fc.oneof(
    { weight: 9, arbitrary: fc.constant('function' as const) },
    { weight: 1, arbitrary: fc.constant('custom' as const) },
  ),
  input: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom('', '{}', '{"a":[1,null]}') },
    { weight: 1, arbitrary: someText },
  ),
});
const reasoning = fc.record(
  {
    type: fc.constant('reasoning' as const),
    text: someText,
    signature: someText,
    redacted: fc.base64String({ maxLength: 8 }),
  },
  { requiredKeys: ['type', 'text'] },
);
const oddPart: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ type: fc.constant('refusal' as const), text: someText }),
  fc.constant({ type: 'opaque' as const, opaque: { protocol: 'gemini', data: {} } }),
);

const userMessage: fc.Arbitrary<Message> = fc.record({
  role: fc.constant('user' as const),
  parts: fc.array(fc.oneof({ weight: 6, arbitrary: textPart }, { weight: 1, arbitrary: filePart }), { maxLength: 3 }),
});
const systemMessage: fc.Arbitrary<Message> = fc.record({
  role: fc.constantFrom('system' as const, 'developer' as const),
  parts: fc.array(textPart, { maxLength: 2 }),
});
const assistantMessage: fc.Arbitrary<Message> = fc.record({
  role: fc.constant('assistant' as const),
  parts: fc.array(fc.oneof(textPart, reasoning, { weight: 1, arbitrary: oddPart }), { maxLength: 3 }),
});
/** A call and its result, with a system message in between now and then. */
const toolTurn: fc.Arbitrary<Message[]> = fc
  .tuple(fc.array(toolCall, { minLength: 1, maxLength: 3 }), reasoning, fc.boolean(), someText, fc.boolean())
  .map(([calls, thought, thinks, content, interrupted]) => {
    const distinct = calls.map((part, index) => ({ ...part, id: `${part.id}${index}` }));
    const results = distinct.map((part) => ({
      role: 'tool' as const,
      parts: [
        {
          type: 'tool-result' as const,
          toolCallId: part.id,
          content: [{ type: 'text' as const, text: content }],
          isError: thinks,
        },
      ],
    }));
    const between: Message[] = interrupted ? [{ role: 'system', parts: [{ type: 'text', text: 'Wait.' }] }] : [];
    return [{ role: 'assistant', parts: thinks ? [thought, ...distinct] : distinct }, ...between, ...results];
  });
/** Messages in any order: calls without results, results without calls, parts in the wrong place. */
const anyMessage: fc.Arbitrary<Message> = fc.record({
  role: fc.constantFrom('system' as const, 'user' as const, 'assistant' as const, 'tool' as const),
  parts: fc.array(
    fc.oneof(
      textPart,
      filePart,
      toolCall,
      reasoning,
      oddPart,
      fc.record({
        type: fc.constant('tool-result' as const),
        toolCallId: someId,
        content: fc.array(fc.oneof(textPart, filePart), { maxLength: 2 }),
      }),
    ),
    { maxLength: 3 },
  ),
});

const one = (arbitrary: fc.Arbitrary<Message>): fc.Arbitrary<Message[]> => arbitrary.map((message) => [message]);
const messages = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(fc.oneof(one(userMessage), one(assistantMessage), one(systemMessage), toolTurn), { maxLength: 6 })
      .map((groups) => groups.flat()),
  },
  { weight: 1, arbitrary: fc.array(anyMessage, { maxLength: 5 }) },
);

const functionTool: fc.Arbitrary<Tool> = fc.record({
  type: fc.constant('function' as const),
  name: fc.constantFrom('look', 'hear'),
  description: someText,
  strict: fc.boolean(),
});
const customTool: fc.Arbitrary<Tool> = fc.constant({ type: 'custom', name: 'free' });
const tool: fc.Arbitrary<Tool> = fc.oneof(
  { weight: 9, arbitrary: withBreakpoint(functionTool) },
  { weight: 1, arbitrary: customTool },
);

export const neutralRequest: fc.Arbitrary<ConversationRequest> = fc.record(
  {
    messages,
    tools: fc.array(tool, { maxLength: 3 }),
    toolChoice: fc.oneof(
      fc.constantFrom({ type: 'none' as const }, { type: 'auto' as const }, { type: 'required' as const }),
      fc.record({
        type: fc.constant('tool' as const),
        name: fc.constantFrom('look', 'smell'),
        kind: fc.constant('function' as const),
      }),
      fc.record({
        type: fc.constant('allowed' as const),
        mode: fc.constantFrom('auto' as const, 'required' as const),
        names: fc.array(someText, { maxLength: 2 }),
      }),
    ),
    parallelToolCalls: fc.boolean(),
    maxOutputTokens: fc.integer({ min: 0, max: 300_000 }),
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    topP: fc.double({ min: 0, max: 1, noNaN: true }),
    topK: fc.integer({ min: 1, max: 500 }),
    stop: fc.array(someText, { maxLength: 3 }),
    reasoningEffort: fc.constantFrom('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'),
    responseFormat: fc.constantFrom(
      { type: 'text' as const },
      { type: 'json-object' as const },
      { type: 'json-schema' as const, name: 'n', schema: { type: 'object' } },
    ),
    metadata: fc.dictionary(someText, someText, { maxKeys: 3 }),
    serviceTier: fc.constantFrom('auto', 'flex', 'scale'),
    seed: fc.integer(),
    unknown: fc.dictionary(someText, fc.anything(), { maxKeys: 1 }),
  },
  { requiredKeys: ['messages'] },
);

const flag = fc.boolean();

export const someFacts: fc.Arbitrary<ModelFacts> = fc.record({
  id: fc.constantFrom(
    'us.anthropic.claude-sonnet-5-5',
    'anthropic.claude-haiku-4-5-20251001-v1:0',
    'us.amazon.nova-2-lite-v1:0',
    'mistral.mistral-large-2407-v1:0',
    'openai.gpt-oss-20b-1:0',
    'meta.llama3-3-70b-instruct-v1:0',
    'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc',
  ),
  contextWindow: fc.constant(null),
  maxInputTokens: fc.constant(null),
  maxOutputTokens: fc.option(fc.integer({ min: 1, max: 128_000 }), { nil: null }),
  prices: fc.constant([]),
  capabilities: fc.record(
    {
      sampling: flag,
      prefill: flag,
      forcedToolChoice: flag,
      images: flag,
      structuredOutput: flag,
      strictTools: flag,
      alwaysThinks: flag,
      midConversationSystem: flag,
      cacheBreakpoints: flag,
    },
    { requiredKeys: [] },
  ),
  retires: fc.constant(null),
});
