import { describe, expect, test } from '@jest/globals';
import { loadModelRows } from '../../../config/model-catalogue.ts';
import { unconfiguredModelAdvice } from '../../../config/unconfigured-model.ts';
import { startTestGateway } from '../../support/running-gateway.ts';

const rows = await loadModelRows();
const found = unconfiguredModelAdvice([{ kind: 'anthropic', origin: 'environment' }], rows);

describe('a model of a provider that is not configured', () => {
  test.each([
    ['gpt-6-luna', 'openai has this model but is not configured: set OPENAI_API_KEY, then start again.'],
    ['gpt-4o-mini-2024-07-18', 'openai has this model but is not configured: set OPENAI_API_KEY, then start again.'],
    ['openai/gpt-6-luna', 'openai has this model but is not configured: set OPENAI_API_KEY, then start again.'],
    [
      'eu.anthropic.claude-haiku-5-5',
      'bedrock has this model but is not configured: set AWS_PROFILE (or other AWS credentials) and AWS_REGION, then start again.',
    ],
    ['gemini-3.8-flash', 'gemini has this model but is not configured: set GEMINI_API_KEY, then start again.'],
  ])('%s is known to be there', (model, advice) => {
    expect(found(model)).toBe(advice);
  });

  test.each(['claude-haiku-5-5', 'anthropic/claude-haiku-5-5', 'nobodys-model', '', 'openai/'])(
    'is not what %j is',
    (model) => {
      expect(found(model)).toBeNull();
    },
  );

  test('needs an entry where a file lists the providers', () => {
    const listed = unconfiguredModelAdvice([{ kind: 'openai-compatible', origin: 'file' }], rows);
    expect(listed('claude-haiku-5-5')).toBe(
      'anthropic has this model but is not configured: add `anthropic: { kind: anthropic }` to `providers` and set ANTHROPIC_API_KEY, then start again.',
    );
  });

  test('is told to who asks the gateway for it', async () => {
    const gateway = await startTestGateway(null, { OPENAI_API_KEY: 'sk-test-0123456789' });
    try {
      const response = await gateway.post({ model: 'claude-haiku-5-5', messages: [{ role: 'user', content: 'Hi' }] });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({
        error: { code: 'model_not_found', message: expect.stringContaining('set ANTHROPIC_API_KEY') },
      });
    } finally {
      await gateway.drain();
    }
  });
});
