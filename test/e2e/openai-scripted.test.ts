import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { readStreamFixture, readWholeFixture } from '../contracts/chat-model/read-fixture.ts';
import {
  chatAnswer,
  chatChunk,
  chatSteps,
  chatStream,
  done,
  hello,
  roleChunk,
  stopChunk,
  usage,
} from '../support/chat-wire.ts';
import { mockConfig, startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';
import type { ScriptedAnswer } from '../support/scripted-upstream-answer.ts';

let upstream: ScriptedUpstream;
let gateway: TestGateway;
let client: OpenAI;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway(mockConfig(upstream.url));
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'any' });
});
beforeEach(() => upstream.play(chatAnswer('unexpected')));
afterAll(async () => {
  await gateway.drain();
  await upstream.close();
});

const messages = [{ role: 'user' as const, content: 'Hello' }];
const model = 'test';
const tide = 'The tide is high. 潮は満ちた。';
const tideTool = {
  type: 'function' as const,
  function: { name: 'get_tide', parameters: { type: 'object', properties: { port: { type: 'string' } } } },
};

function lastSent(): Record<string, unknown> {
  return JSON.parse(upstream.requests.at(-1)?.body ?? '{}');
}

/** A whole completion with this message; made from public wire documentation, not recorded. */
function completionOf(message: Record<string, unknown>, finishReason: string): ScriptedAnswer {
  const { body, headers = {} } = chatAnswer('');
  const completion = JSON.parse(String(body));
  const choices = [
    { index: 0, message: { role: 'assistant', refusal: null, ...message }, finish_reason: finishReason },
  ];
  return { headers, body: JSON.stringify({ ...completion, choices }) };
}

describe('scenarios with a scripted provider: the OpenAI client', () => {
  test('gets the provider’s answer and usage as they are', async () => {
    upstream.play(readWholeFixture('openai', 'usage-cached'));
    const { data: completion, response } = await client.chat.completions.create({ model, messages }).withResponse();
    expect(completion.choices[0]?.message.content).toBe(tide);
    expect(completion.usage).toMatchObject({ prompt_tokens_details: { cached_tokens: 60 } });
    expect(response.headers.get('x-cato-target')).toBe('mock/model-a');
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
  });

  test('gets a stream, with usage only when asked for', async () => {
    upstream.play(chatStream('Hel', 'lo'));
    const texts: string[] = [];
    for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) {
      texts.push(chunk.choices[0]?.delta.content ?? '');
      expect(chunk.usage ?? null).toBeNull();
    }
    expect(texts.join('')).toBe('Hello');
  });

  test('collects text and usage with the stream helper', async () => {
    upstream.play(readStreamFixture('openai', 'usage-cached'));
    const stream = client.chat.completions.stream({ model, messages, stream_options: { include_usage: true } });
    const completion = await stream.finalChatCompletion();
    expect(completion.choices[0]?.message.content).toBe(tide);
    expect(completion.usage?.prompt_tokens_details?.cached_tokens).toBe(60);
  });

  test('assembles the arguments of parallel tool calls by hand', async () => {
    upstream.play(readStreamFixture('openai', 'tools'));
    const stream = await client.chat.completions.create({ model, messages, tools: [tideTool], stream: true });
    const calls: { id: string; name: string; input: string }[] = [];
    let finishReason: string | null | undefined;
    for await (const { choices } of stream) {
      finishReason = choices[0]?.finish_reason ?? finishReason;
      for (const { index, id, function: called } of choices[0]?.delta.tool_calls ?? []) {
        calls[index] ??= { id: id ?? '', name: called?.name ?? '', input: '' };
        const call = calls[index];
        call.input += called?.arguments ?? '';
      }
    }
    expect(calls.map(({ name, input }) => [name, JSON.parse(input)])).toEqual([
      ['get_tide', { port: 'Brest' }],
      ['get_tide', { port: 'Hull' }],
    ]);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
    expect(finishReason).toBe('tool_calls');
  });

  test.each([false, true])('runs tools to the end by itself (streamed: %s)', async (stream) => {
    const first = stream ? readStreamFixture('openai', 'tools') : readWholeFixture('openai', 'tools');
    upstream.play(first, stream ? chatStream('4 m and 5 m') : chatAnswer('4 m and 5 m'));
    const ports: unknown[] = [];
    const run = {
      type: 'function' as const,
      function: {
        ...tideTool.function,
        description: 'The height of the tide',
        parse: JSON.parse,
        function: async ({ port }: { port: string }) => {
          ports.push(port);
          return `${port} 4 m`;
        },
      },
    };
    const runner = stream
      ? client.chat.completions.runTools({ model, messages, tools: [run], stream })
      : client.chat.completions.runTools({ model, messages, tools: [run] });
    expect(await runner.finalContent()).toBe('4 m and 5 m');
    expect(ports).toEqual(['Brest', 'Hull']);
    expect(lastSent().messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ function: { name: 'get_tide' } }, {}] },
      { role: 'tool', content: 'Brest 4 m' },
      { role: 'tool', content: 'Hull 4 m' },
    ]);
  });

  test('uses a custom tool with a grammar', async () => {
    const call = { id: 'call_c', type: 'custom', custom: { name: 'write_sql', input: 'SELECT 1' } };
    upstream.play(completionOf({ content: null, tool_calls: [call] }, 'tool_calls'));
    const tool = {
      type: 'custom' as const,
      custom: {
        name: 'write_sql',
        format: { type: 'grammar' as const, grammar: { syntax: 'lark' as const, definition: 'start: "x"' } },
      },
    };
    const { choices } = await client.chat.completions.create({ model, messages, tools: [tool] });
    expect(choices[0]?.message.tool_calls).toEqual([call]);
    expect(lastSent().tools).toEqual([tool]);
  });

  test('allows some of its tools only', async () => {
    const tool_choice = {
      type: 'allowed_tools' as const,
      allowed_tools: { mode: 'auto' as const, tools: [{ type: 'function', function: { name: 'get_tide' } }] },
    };
    await client.chat.completions.create({ model, messages, tools: [tideTool], tool_choice });
    expect(lastSent()).toMatchObject({ tools: [tideTool], tool_choice });
  });

  test.each([false, true])('parses a structured answer (streamed: %s)', async (stream) => {
    upstream.play(stream ? readStreamFixture('openai', 'structured') : readWholeFixture('openai', 'structured'));
    const response_format = zodResponseFormat(z.object({ tide_height: z.number() }), 'tide');
    const ask = { model, messages, response_format };
    const completion = stream
      ? await client.chat.completions.stream(ask).finalChatCompletion()
      : await client.chat.completions.parse(ask);
    expect(completion.choices[0]?.message.parsed).toEqual({ tide_height: 4.2 });
    expect(lastSent()).toMatchObject({ response_format: { type: 'json_schema', json_schema: { strict: true } } });
  });

  test('sends an image and a file', async () => {
    const content = [
      { type: 'text' as const, text: 'What is this?' },
      { type: 'image_url' as const, image_url: { url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'high' as const } },
      { type: 'file' as const, file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' } },
    ];
    await client.chat.completions.create({ model, messages: [{ role: 'user', content }] });
    expect(lastSent().messages).toEqual([{ role: 'user', content }]);
  });

  test('sees the reasoning of providers that tell it, streamed and whole', async () => {
    upstream.play(completionOf({ content: 'Yes.', reasoning_content: 'Because.' }, 'stop'));
    const whole = await client.chat.completions.create({ model, messages });
    expect(whole.choices[0]?.message).toMatchObject({ reasoning_content: 'Because.', content: 'Yes.' });
    const chunks = [
      roleChunk,
      chatChunk({ reasoning_content: 'Because.' }),
      chatChunk({ content: 'Yes.' }),
      stopChunk,
      done,
    ];
    upstream.play(chatSteps({ send: chunks.join('') }));
    const deltas: unknown[] = [];
    for await (const { choices } of await client.chat.completions.create({ model, messages, stream: true })) {
      deltas.push(choices[0]?.delta);
    }
    expect(deltas).toContainEqual({ reasoning_content: 'Because.' });
  });

  test('sets what only this protocol has, and gets its answers', async () => {
    const choice = (index: number): object => ({
      index,
      message: { role: 'assistant', content: `answer ${index}`, refusal: null },
      logprobs: { content: [{ token: 'a', logprob: -0.5, bytes: [97], top_logprobs: [] }], refusal: null },
      finish_reason: 'stop',
    });
    const { body, headers = {} } = chatAnswer('');
    upstream.play({
      headers,
      body: JSON.stringify({ ...JSON.parse(String(body)), choices: [choice(0), choice(1)], service_tier: 'flex' }),
    });
    const asked = {
      logprobs: true,
      top_logprobs: 2,
      n: 2,
      seed: 7,
      stop: ['END'],
      metadata: { purpose: 'test' },
      service_tier: 'flex' as const,
      logit_bias: { '50': -1 },
    };
    const completion = await client.chat.completions.create({ model, messages, ...asked });
    expect(lastSent()).toMatchObject(asked);
    expect(completion.choices.map(({ message }) => message.content)).toEqual(['answer 0', 'answer 1']);
    expect(completion.choices[1]?.logprobs?.content?.[0]?.logprob).toBe(-0.5);
    expect(completion.service_tier).toBe('flex');
    expect(completion.usage).toEqual(usage);
  });

  test('lists routes and targets, and finds models by provider', async () => {
    const ids: string[] = [];
    for await (const { id } of client.models.list()) ids.push(id);
    expect(ids).toEqual(['test', 'pair', 'first', 'second']);
    expect(await client.models.retrieve('mock/any-model')).toMatchObject({ owned_by: 'mock', kind: 'model' });
  });

  test('speaks to the gateway without /v1 in its base URL', async () => {
    upstream.play(chatAnswer('short'));
    const short = new OpenAI({ baseURL: gateway.url, apiKey: 'any' });
    const { choices } = await short.chat.completions.create({ model, messages: [...messages] });
    expect(choices[0]?.message.content).toBe('short');
    expect(lastSent().messages).toEqual(hello);
  });
});
