import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { APICallError, generateText, isStepCount, type LanguageModel, Output, streamText, tool } from 'ai';
import { z } from 'zod';
import { readStreamFixture, readWholeFixture } from '../contracts/chat-model/read-fixture.ts';
import { chatAnswer, chatChunk, chatError, chatSteps, chatStream, roleChunk } from '../support/chat-wire.ts';
import { mockConfig, startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';

let upstream: ScriptedUpstream;
let gateway: TestGateway;
let model: LanguageModel;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway(mockConfig(upstream.url, 'resilience: { retries: 0 }\n'));
  const provider = createOpenAICompatible({
    name: 'cato',
    baseURL: `${gateway.url}/v1`,
    apiKey: 'any',
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
  model = provider.chatModel('test');
});
beforeEach(() => upstream.play(chatAnswer('unexpected')));
afterAll(async () => {
  await gateway.drain();
  await upstream.close();
});

const prompt = 'How high is the tide?';
const getTide = (execute: (port: string) => string) =>
  tool({
    description: 'The tide',
    inputSchema: z.object({ port: z.string() }),
    execute: async ({ port }) => execute(port),
  });

function lastSent(): Record<string, unknown> {
  return JSON.parse(upstream.requests.at(-1)?.body ?? '{}');
}

describe('scenarios with a scripted provider: the AI SDK', () => {
  test('generates text, with usage and the gateway’s headers', async () => {
    upstream.play(readWholeFixture('openai', 'usage-cached'));
    const { text, finishReason, usage, response } = await generateText({ model, prompt });
    expect(text).toBe('The tide is high. 潮は満ちた。');
    expect(finishReason).toBe('stop');
    expect(usage.inputTokenDetails.cacheReadTokens).toBe(60);
    expect(usage.outputTokens).toBe(20);
    expect(response.headers).toMatchObject({ 'x-cato-target': 'mock/model-a' });
  });

  test('streams text', async () => {
    upstream.play(chatStream('Hel', 'lo'));
    const result = streamText({ model, prompt });
    const deltas: string[] = [];
    for await (const delta of result.textStream) deltas.push(delta);
    expect(deltas).toEqual(['Hel', 'lo']);
    expect(await result.finishReason).toBe('stop');
    expect((await result.usage).inputTokens).toBe(11);
  });

  test('streams tool calls, runs them and asks again', async () => {
    upstream.play(readStreamFixture('openai', 'tools'), chatStream('4 m'));
    const ports: string[] = [];
    const get_tide = getTide((port) => {
      ports.push(port);
      return '4 m';
    });
    const result = streamText({ model, prompt, tools: { get_tide }, stopWhen: isStepCount(3) });
    const kinds = new Set<string>();
    for await (const { type } of result.fullStream) kinds.add(type);
    expect([...kinds]).toEqual(
      expect.arrayContaining(['tool-input-delta', 'tool-call', 'tool-result', 'text-delta', 'finish']),
    );
    expect(ports.sort()).toEqual(['Brest', 'Hull']);
    expect(await result.text).toBe('4 m');
    expect((await result.steps).map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop']);
    expect(lastSent().messages).toMatchObject([
      { role: 'user' },
      { tool_calls: [{}, {}] },
      { role: 'tool' },
      { role: 'tool' },
    ]);
  });

  test.each([false, true])('gets an object of its schema (streamed: %s)', async (stream) => {
    upstream.play(stream ? readStreamFixture('openai', 'structured') : readWholeFixture('openai', 'structured'));
    const output = Output.object({ schema: z.object({ tide_height: z.number() }) });
    const found = stream
      ? await streamText({ model, prompt, output }).output
      : (await generateText({ model, prompt, output })).output;
    expect(found).toEqual({ tide_height: 4.2 });
    expect(lastSent()).toMatchObject({ response_format: { type: 'json_schema' } });
  });

  test('sends an image', async () => {
    upstream.play(chatAnswer('a pixel'));
    const content = [
      { type: 'text' as const, text: 'What is this?' },
      { type: 'file' as const, data: Buffer.from('iVBORw0KGgo=', 'base64'), mediaType: 'image/png' },
    ];
    const { text } = await generateText({ model, messages: [{ role: 'user', content }] });
    expect(text).toBe('a pixel');
    expect(lastSent().messages).toMatchObject([
      { content: [{ type: 'text' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }] },
    ]);
  });

  test('meets an error with its status, and does not retry against the gateway’s word', async () => {
    upstream.play(
      chatError(400, { message: 'Invalid temperature.', type: 'invalid_request_error', param: 'temperature' }),
    );
    const before = upstream.requests.length;
    const error = await generateText({ model, prompt }).catch((thrown: unknown) => thrown);
    if (!APICallError.isInstance(error)) throw new Error(`no APICallError, but ${error}`);
    expect(error.statusCode).toBe(400);
    expect(error.message).toContain('Invalid temperature.');
    expect(upstream.requests.length).toBe(before + 1);
  });

  test('meets a stream that breaks', async () => {
    upstream.play(chatSteps({ send: roleChunk + chatChunk({ content: 'half' }) }, { waitMs: 20 }, { cut: 'close' }));
    const errors: unknown[] = [];
    const result = streamText({ model, prompt, onError: ({ error }) => void errors.push(error) });
    let text = '';
    for await (const part of result.fullStream) if (part.type === 'text-delta') text += part.text;
    expect(text).toBe('half');
    expect(errors).toHaveLength(1);
    expect(await result.finishReason).toBe('error');
  });
});
