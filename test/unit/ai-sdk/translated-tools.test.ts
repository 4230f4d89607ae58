import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createAiSdkChatModel } from '../../../adapters/ai-sdk/ai-sdk-chat-model.ts';
import { type AiSdkProvider, createAiSdkProvider } from '../../../adapters/ai-sdk/ai-sdk-provider.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { Secret } from '../../../core/access/secret.ts';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { ChatModel } from '../../../core/ports/chat-model.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { readEvents } from '../../../protocols/server-sent-events/event-data.ts';
import { collectStream, createCall, textRequest } from '../../contracts/chat-model/model-call.ts';
import { readStreamFixture } from '../../contracts/chat-model/read-fixture.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';

const key = new Secret('tide.4f9a27c1d0b8e3');
let upstream: ScriptedUpstream;
let provider: AiSdkProvider;
let model: ChatModel;

beforeEach(async () => {
  upstream = await startScriptedUpstream();
  const clock = createSystemClock();
  provider = createAiSdkProvider({
    packageName: '@ai-sdk/openai-compatible',
    folder: import.meta.dirname,
    factory: 'createOpenAICompatible',
    name: 'tide',
    apiKey: key,
    baseUrl: `${upstream.url}/v1`,
    settings: { headers: { 'x-tide': 'high' } },
    clock,
  });
  const providerOptions = { tide: { user: 'sailor' } };
  model = createAiSdkChatModel({ provider, secrets: [key], providerOptions, clock });
});

afterEach(async () => {
  await provider.close();
  await upstream.close();
});

const tool = { type: 'function', name: 'get_tide', parameters: { type: 'object', properties: {} } } as const;

test('a streamed call of two tools reaches a Chat client whole', async () => {
  upstream.play(readStreamFixture('openai', 'tools'));
  const { events, failure } = await collectStream(
    model.answer(createCall({ request: { ...textRequest, tools: [tool] } })),
  );
  expect(failure).toBeNull();
  const context = { requestId: 'r', createdAt: 1, model: 'auto', includeUsage: true };
  const encoder = openAiChat.createEventEncoder(context);
  const neutral = events.flatMap((event) => (event.type === 'event' ? [event.event] : []));
  const sent = Buffer.from(neutral.map((event) => encoder.encode(event)).join('') + encoder.end());
  const chunks = readEvents(sent)
    .filter(({ data }) => data !== '[DONE]')
    .map(({ data }) => JSON.parse(data).choices[0]);
  const calls: { name: string; input: string }[] = [];
  for (const choice of chunks) {
    for (const { index, function: said } of choice?.delta?.tool_calls ?? []) {
      calls[index] ??= { name: said.name, input: '' };
      calls[index].input += said.arguments ?? '';
    }
  }
  expect(calls.map(({ name, input }) => [name, JSON.parse(input)])).toEqual([
    ['get_tide', { port: 'Brest' }],
    ['get_tide', { port: 'Hull' }],
  ]);
  expect(chunks.map((choice) => choice?.finish_reason).filter(Boolean)).toEqual(['tool_calls']);
});

test('the results of tools go out with their calls, settings and provider options beside them', async () => {
  upstream.play(readStreamFixture('openai', 'text'));
  const request: ConversationRequest = {
    messages: [
      ...textRequest.messages,
      {
        role: 'assistant',
        parts: [{ type: 'tool-call', id: 'call_1', name: 'get_tide', kind: 'function', input: '{"port":"Hull"}' }],
      },
      {
        role: 'tool',
        parts: [{ type: 'tool-result', toolCallId: 'call_1', content: [{ type: 'text', text: '4.2 m' }] }],
      },
    ],
    tools: [tool],
    toolChoice: { type: 'required' },
  };
  const { failure } = await collectStream(model.answer(createCall({ request })));
  expect(failure).toBeNull();
  const [seen] = upstream.requests;
  expect(seen?.headers['x-tide']).toBe('high');
  expect(seen?.headers.authorization).toBe(`Bearer ${key.reveal()}`);
  const body = JSON.parse(String(seen?.body));
  expect(body).toMatchObject({ user: 'sailor', tool_choice: 'required', stream_options: { include_usage: true } });
  expect(body.messages.slice(1)).toMatchObject([
    { role: 'assistant', tool_calls: [{ id: 'call_1', function: { name: 'get_tide', arguments: '{"port":"Hull"}' } }] },
    { role: 'tool', tool_call_id: 'call_1', content: '4.2 m' },
  ]);
});

test('what the package leaves out is said; a choice of another address takes no key from the environment', async () => {
  const clock = createSystemClock();
  const keyless = createAiSdkProvider({
    packageName: '@ai-sdk/openai-compatible',
    folder: import.meta.dirname,
    factory: null,
    name: 'tide',
    apiKey: null,
    baseUrl: `${upstream.url}/v1`,
    settings: {},
    clock,
  });
  upstream.play(readStreamFixture('openai', 'text'));
  const bridged = createAiSdkChatModel({ provider: keyless, secrets: [], providerOptions: null, clock });
  const { events } = await collectStream(bridged.answer(createCall({ request: { ...textRequest, topK: 3 } })));
  expect(events[0]).toMatchObject({ type: 'accepted', changes: ['topK dropped'] });
  expect(upstream.requests[0]?.headers.authorization).toBeUndefined();
  await keyless.close();
});

test('a package that is not installed is said by the first call, not before', async () => {
  const clock = createSystemClock();
  const missing = createAiSdkProvider({
    packageName: '@ai-sdk/nowhere',
    folder: import.meta.dirname,
    factory: null,
    name: 'tide',
    apiKey: key,
    baseUrl: null,
    settings: {},
    clock,
  });
  const bridged = createAiSdkChatModel({ provider: missing, secrets: [key], providerOptions: null, clock });
  const { failure } = await collectStream(bridged.answer(createCall()));
  expect(failure).toMatchObject({ message: expect.stringContaining('npm install @ai-sdk/nowhere') });
});
