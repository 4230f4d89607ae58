import Anthropic from '@anthropic-ai/sdk';
import { afterAll, describe, expect, test } from '@jest/globals';
import OpenAI, { toFile } from 'openai';
import { isOffered, openDeployment } from './deployment.ts';

const patienceMs = 120_000;
const deployment = await openDeployment();
const { baseURL, apiKey, model } = deployment;
const client = new OpenAI({ baseURL, apiKey });
afterAll(() => deployment.close());

const hasFiles = await isOffered(() => client.files.list());

describe('scenarios for any deployment: what is kept', () => {
  test(
    'an answer goes on from an earlier one',
    async () => {
      const first = await client.responses.create({ model, input: 'My name is Alice.' });
      const second = await client.responses.create({
        model,
        input: 'What is my name? Answer with the name.',
        previous_response_id: first.id,
      });
      expect(second.output_text).toContain('Alice');
      expect((await client.responses.retrieve(second.id)).output_text).toBe(second.output_text);
      await client.responses.delete(second.id);
      await expect(client.responses.retrieve(second.id)).rejects.toMatchObject({ status: 404 });
    },
    patienceMs,
  );

  test(
    'a background answer is there when somebody comes back for it',
    async () => {
      const asked = await client.responses.create({
        model,
        input: 'My name is Alice. What is my name?',
        background: true,
      });
      expect(['queued', 'in_progress', 'completed']).toContain(asked.status);
      let found = asked;
      while (found.status === 'queued' || found.status === 'in_progress') {
        await new Promise((resolve) => setTimeout(resolve, 500));
        found = await client.responses.retrieve(asked.id);
      }
      expect(found).toMatchObject({ status: 'completed', output_text: expect.stringContaining('Alice') });
    },
    patienceMs,
  );

  const testFiles = hasFiles ? test : test.skip;
  testFiles(`a file can be sent, read and deleted${hasFiles ? '' : ': not available in this deployment'}`, async () => {
    const file = await client.files.create({
      file: await toFile(Buffer.from('{}\n'), 'lines.jsonl'),
      purpose: 'batch',
    });
    expect(await (await client.files.content(file.id)).text()).toBe('{}\n');
    expect((await client.files.delete(file.id)).deleted).toBe(true);
  });
});

describe('scenarios for any deployment: the Anthropic client', () => {
  const anthropic = new Anthropic({ baseURL: baseURL.replace(/\/v1$/, ''), apiKey });
  const messages = [{ role: 'user' as const, content: 'My name is Alice. What is my name?' }];

  test(
    'gets an answer, whole and piece by piece',
    async () => {
      const message = await anthropic.messages.create({ model, max_tokens: 100, messages });
      expect(JSON.stringify(message.content)).toContain('Alice');
      const stream = anthropic.messages.stream({ model, max_tokens: 100, messages });
      expect(await stream.finalText()).toContain('Alice');
    },
    patienceMs,
  );
});
