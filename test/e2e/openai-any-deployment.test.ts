import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import OpenAI, { BadRequestError } from 'openai';
import { type Deployment, openDeployment } from './deployment.ts';

const patienceMs = 120_000;
let deployment: Deployment;
let client: OpenAI;

beforeAll(async () => {
  deployment = await openDeployment();
  client = new OpenAI({ baseURL: deployment.baseURL, apiKey: deployment.apiKey });
});
afterAll(() => deployment.close());

const conversation = [
  { role: 'user', content: 'My name is Alice.' },
  { role: 'assistant', content: 'Hello Alice, how can I help you?' },
  { role: 'user', content: 'What is my name? Answer with the name.' },
] as const;

describe('scenarios for any deployment: the OpenAI client', () => {
  test(
    'gets a whole answer that knows what was said before',
    async () => {
      const completion = await client.chat.completions.create({ model: deployment.model, messages: [...conversation] });
      const [choice] = completion.choices;
      expect(choice?.message.content).toContain('Alice');
      expect(choice?.message.role).toBe('assistant');
      expect(choice?.finish_reason).toBe('stop');
      expect(completion.object).toBe('chat.completion');
      expect(completion.usage?.prompt_tokens).toBeGreaterThan(0);
      expect(completion._request_id).toMatch(/./);
    },
    patienceMs,
  );

  test(
    'gets the same piece by piece, with the usage last',
    async () => {
      const stream = await client.chat.completions.create({
        model: deployment.model,
        messages: [...conversation],
        stream: true,
        stream_options: { include_usage: true },
      });
      let text = '';
      let finishReason: string | null = null;
      const usages: unknown[] = [];
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? '';
        finishReason = chunk.choices[0]?.finish_reason ?? finishReason;
        if (chunk.usage) usages.push(chunk.usage);
      }
      expect(text).toContain('Alice');
      expect(finishReason).toBe('stop');
      expect(usages).toEqual([expect.objectContaining({ total_tokens: expect.any(Number) })]);
    },
    patienceMs,
  );

  test(
    'collects a stream with its helper',
    async () => {
      const stream = client.chat.completions.stream({
        model: deployment.model,
        messages: [...conversation],
        stream_options: { include_usage: true },
      });
      const deltas: string[] = [];
      stream.on('content', (delta) => deltas.push(delta));
      const completion = await stream.finalChatCompletion();
      expect(completion.choices[0]?.message.content).toBe(deltas.join(''));
      expect(deltas.join('')).toContain('Alice');
      expect((await stream.totalUsage()).completion_tokens).toBeGreaterThan(0);
    },
    patienceMs,
  );

  test(
    'ends a stream that it no longer wants',
    async () => {
      const messages = [{ role: 'user' as const, content: 'Tell me what you can do, in as many words as you like.' }];
      const stream = await client.chat.completions.create({ model: deployment.model, messages, stream: true });
      let chunks = 0;
      for await (const _chunk of stream) {
        chunks += 1;
        stream.controller.abort();
      }
      expect(chunks).toBeGreaterThan(0);
    },
    patienceMs,
  );

  test('lists models, and finds each by its id', async () => {
    const { data } = await client.models.list();
    expect(data.length).toBeGreaterThan(0);
    for (const { id, object } of data.slice(0, 5)) {
      expect(object).toBe('model');
      expect((await client.models.retrieve(id)).id).toBe(id);
    }
  });

  test('is told which parameter is wrong', async () => {
    const wrong = client.chat.completions.create({ model: '', messages: [...conversation] });
    const error = await wrong.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ status: 400, param: 'model', requestID: expect.stringMatching(/./) });
  });
});
