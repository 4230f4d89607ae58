import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateText, type LanguageModel, streamText } from 'ai';
import { type Deployment, openDeployment } from './deployment.ts';

const patienceMs = 120_000;
let deployment: Deployment;
let model: LanguageModel;

beforeAll(async () => {
  deployment = await openDeployment();
  const { baseURL, apiKey } = deployment;
  model = createOpenAICompatible({ name: 'cato', baseURL, apiKey, includeUsage: true }).chatModel(deployment.model);
});
afterAll(() => deployment.close());

const messages = [
  { role: 'user' as const, content: 'My name is Alice.' },
  { role: 'assistant' as const, content: 'Hello Alice, how can I help you?' },
  { role: 'user' as const, content: 'What is my name? Answer with the name.' },
];

describe('scenarios for any deployment: the AI SDK', () => {
  test(
    'generates text',
    async () => {
      const { text, finishReason, usage } = await generateText({ model, messages });
      expect(text).toContain('Alice');
      expect(finishReason).toBe('stop');
      expect(usage.inputTokens).toBeGreaterThan(0);
    },
    patienceMs,
  );

  test(
    'streams text',
    async () => {
      const result = streamText({ model, messages });
      let text = '';
      for await (const delta of result.textStream) text += delta;
      expect(text).toContain('Alice');
      expect(await result.finishReason).toBe('stop');
      expect((await result.usage).outputTokens).toBeGreaterThan(0);
    },
    patienceMs,
  );
});
