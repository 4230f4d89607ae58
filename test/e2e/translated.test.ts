import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateText, isStepCount, type LanguageModel, Output, streamText, tool } from 'ai';
import OpenAI, { APIError, BadRequestError, RateLimitError } from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { startAnthropicGateway, startBedrockGateway, type TranslatingGateway } from './translated-providers.ts';

const question = { model: 'test', messages: [{ role: 'user' as const, content: 'How high is the tide?' }] };
const pixel = 'iVBORw0KGgo=';

/** The two formats, and what their fixtures say. */
const providers = [
  {
    name: 'Anthropic Messages',
    start: startAnthropicGateway,
    text: 'The tide is high. 潮は満ちた。',
    tools: ['get_tide', 'get_tide'],
    inputs: [{ port: 'Brest' }, { port: 'Hull' }],
    schema: z.object({ tide_height: z.number() }),
    structured: { tide_height: 4.2 },
    cached: { prompt: 200, read: 60, output: 20 },
    image: { type: 'image', source: { type: 'base64', media_type: 'image/png', data: pixel } },
    errorInStream: 'overloaded',
  },
  {
    name: 'Bedrock Converse',
    start: startBedrockGateway,
    text: 'Hello, wörld! 👋',
    tools: ['get_weather', 'get_time'],
    inputs: [{ city: 'Bern' }, {}],
    schema: z.object({ city: z.string(), degrees: z.number() }),
    structured: { city: 'Bern', degrees: 21 },
    cached: { prompt: 12 + 2048 + 1536, read: 2048, output: 5 },
    image: { image: { format: 'png', source: { bytes: pixel } } },
    errorInStream: 'rate_limit_exceeded',
  },
] as const;

describe('scenarios with a scripted provider of another format', () => {
  describe.each(providers)('$name', (expected) => {
    let provider: TranslatingGateway;
    let client: OpenAI;
    let model: LanguageModel;

    beforeAll(async () => {
      provider = await expected.start();
      const baseURL = `${provider.gateway.url}/v1`;
      client = new OpenAI({ baseURL, apiKey: 'any', maxRetries: 0 });
      const options = { name: 'cato', baseURL, includeUsage: true, supportsStructuredOutputs: true };
      model = createOpenAICompatible(options).chatModel('test');
    });
    afterAll(() => provider.close());

    const functions = expected.tools.map((name) => ({
      type: 'function' as const,
      function: { name, parameters: { type: 'object', properties: {} } },
    }));

    test('answers in OpenAI’s words, whole and streamed', async () => {
      provider.play('text');
      const whole = await client.chat.completions.create(question);
      expect(whole.choices).toMatchObject([
        { message: { role: 'assistant', content: expected.text, refusal: null }, finish_reason: 'stop' },
      ]);
      const stream = client.chat.completions.stream({ ...question, stream_options: { include_usage: true } });
      const collected = await stream.finalChatCompletion();
      expect(collected.choices[0]?.message.content).toBe(expected.text);
      expect(collected.choices[0]?.finish_reason).toBe('stop');
      expect(collected.usage).toMatchObject({
        prompt_tokens: whole.usage?.prompt_tokens,
        completion_tokens: whole.usage?.completion_tokens,
      });
    });

    test.each([false, true])('calls tools in parallel (streamed: %s)', async (stream) => {
      provider.play('tools');
      const ask = { ...question, tools: functions };
      const { choices } = stream
        ? await client.chat.completions.stream(ask).finalChatCompletion()
        : await client.chat.completions.create(ask);
      const calls = (choices[0]?.message.tool_calls ?? []).flatMap((call) =>
        call.type === 'function' ? call.function : [],
      );
      expect(calls.map(({ name }) => name)).toEqual(expected.tools);
      expect(calls.map((call) => JSON.parse(call.arguments))).toEqual(expected.inputs);
      expect(choices[0]?.finish_reason).toBe('tool_calls');
    });

    test('takes the results of tools back', async () => {
      provider.play('tools');
      const { choices } = await client.chat.completions.create({ ...question, tools: functions });
      const answered = choices[0]?.message;
      if (!answered) throw new Error('no answer');
      provider.play('text');
      const results = (answered.tool_calls ?? []).map(({ id }) => ({
        role: 'tool' as const,
        tool_call_id: id,
        content: `result of ${id}`,
      }));
      const messages = [...question.messages, answered, ...results];
      const next = await client.chat.completions.create({ ...question, messages, tools: functions });
      expect(next.choices[0]?.message.content).toBe(expected.text);
      const sent = JSON.stringify(provider.lastBody());
      for (const { tool_call_id } of results) expect(sent).toContain(`result of ${tool_call_id}`);
    });

    test('looks at an image', async () => {
      provider.play('text');
      const content = [
        { type: 'text' as const, text: 'What is this?' },
        { type: 'image_url' as const, image_url: { url: `data:image/png;base64,${pixel}` } },
      ];
      await client.chat.completions.create({ ...question, messages: [{ role: 'user', content }] });
      expect(provider.lastBody()).toMatchObject({ messages: [{ content: [{}, expected.image] }] });
    });

    test.each([false, true])('gives a structured answer (streamed: %s)', async (stream) => {
      provider.play('structured');
      const ask = { ...question, response_format: zodResponseFormat(expected.schema, 'answer') };
      const completion = stream
        ? await client.chat.completions.stream(ask).finalChatCompletion()
        : await client.chat.completions.parse(ask);
      expect(completion.choices[0]?.message.parsed).toEqual(expected.structured);
    });

    test('counts cached tokens inside the prompt, as OpenAI does', async () => {
      provider.play('cached');
      const { usage } = await client.chat.completions.create(question);
      const { prompt, read, output } = expected.cached;
      expect(usage).toMatchObject({
        prompt_tokens: prompt,
        completion_tokens: output,
        total_tokens: prompt + output,
        prompt_tokens_details: { cached_tokens: read },
      });
      const streamed = client.chat.completions.stream({ ...question, stream_options: { include_usage: true } });
      expect((await streamed.finalChatCompletion()).usage).toMatchObject({ prompt_tokens: prompt });
    });

    test.each([
      ['length', 'length'],
      ['filtered', 'content_filter'],
    ] as const)('says that the answer ended by %s', async (played, finishReason) => {
      provider.play(played);
      const { choices } = await client.chat.completions.create(question);
      expect(choices[0]?.finish_reason).toBe(finishReason);
      let last: string | null = null;
      for await (const chunk of await client.chat.completions.create({ ...question, stream: true })) {
        last = chunk.choices[0]?.finish_reason ?? last;
      }
      expect(last).toBe(finishReason);
    });

    test('breaks a stream with an error, not with an end', async () => {
      provider.play('error-in-stream');
      let text = '';
      const read = async (): Promise<void> => {
        for await (const { choices } of await client.chat.completions.create({ ...question, stream: true })) {
          text += choices[0]?.delta.content ?? '';
        }
      };
      const error = await read().catch((thrown: unknown) => thrown);
      expect(text).not.toBe('');
      expect(error).toBeInstanceOf(APIError);
      expect(error).toMatchObject({ code: expect.stringContaining(expected.errorInStream) });
    });

    test('has its errors translated', async () => {
      provider.play('rate-limit');
      const busy = client.chat.completions.create({ ...question, model: 'busy' });
      await expect(busy).rejects.toBeInstanceOf(RateLimitError);
      provider.play('context-too-long');
      const error = await client.chat.completions.create(question).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(BadRequestError);
      expect(error).toMatchObject({ code: 'context_length_exceeded' });
    });

    test('refuses what it has no word for, by the client’s name for it', async () => {
      const error = await client.chat.completions
        .create({ ...question, logit_bias: { '50': 1 } })
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(BadRequestError);
      expect(error).toMatchObject({ param: 'logit_bias', code: 'unsupported_parameter' });
    });

    test('serves the AI SDK: text, stream, tools and objects', async () => {
      provider.play('text');
      expect((await generateText({ model, prompt: 'Hello' })).text).toBe(expected.text);
      const streamed = streamText({ model, prompt: 'Hello' });
      expect(await streamed.text).toBe(expected.text);
      expect((await streamed.usage).outputTokens).toBeGreaterThan(0);

      provider.play('tools');
      const tools = Object.fromEntries(
        expected.tools.map((name) => [name, tool({ inputSchema: z.looseObject({}), execute: async () => 'done' })]),
      );
      const called = streamText({ model, prompt: 'Hello', tools, stopWhen: isStepCount(1) });
      expect((await called.toolCalls).map(({ toolName, input }) => [toolName, input])).toEqual(
        expected.tools.map((name, index) => [name, expected.inputs[index]]),
      );
      expect(await called.finishReason).toBe('tool-calls');

      provider.play('structured');
      const output = Output.object<unknown>({ schema: expected.schema });
      expect((await generateText({ model, prompt: 'Hello', output })).output).toEqual(expected.structured);
    });

    test('breaks the AI SDK’s stream with an error', async () => {
      provider.play('error-in-stream');
      const errors: unknown[] = [];
      const result = streamText({
        model,
        prompt: 'Hello',
        maxRetries: 0,
        onError: ({ error }) => void errors.push(error),
      });
      for await (const _part of result.fullStream);
      expect(errors).toHaveLength(1);
      expect(await result.finishReason).toBe('error');
    });
  });
});
