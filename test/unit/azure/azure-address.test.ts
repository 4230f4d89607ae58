import { expect, test } from '@jest/globals';
import { azureAddress } from '../../../adapters/azure/azure-address.ts';

const resource = 'https://tide.openai.azure.com';

test.each([resource, `${resource}/`, `${resource}/openai`, `${resource}/openai/`])(
  'a dated version of %s is asked for by deployment',
  (baseUrl) => {
    const address = azureAddress({ baseUrl, apiVersion: '2024-10-21' });
    expect([address.baseUrl, address.chatPath('gpt tide/4'), address.embeddingsPath('e')]).toEqual([
      resource,
      '/openai/deployments/gpt%20tide%2F4/chat/completions?api-version=2024-10-21',
      '/openai/deployments/e/embeddings?api-version=2024-10-21',
    ]);
  },
);

test.each([
  [null, ''],
  ['v1', '?api-version=v1'],
  ['preview', '?api-version=preview'],
])('version %s stands below /openai/v1, whose body names the deployment', (apiVersion, query) => {
  for (const baseUrl of [resource, `${resource}/openai/v1/`]) {
    const address = azureAddress({ baseUrl, apiVersion });
    expect([address.baseUrl, address.chatPath('a'), address.embeddingsPath('b')]).toEqual([
      resource,
      `/openai/v1/chat/completions${query}`,
      `/openai/v1/embeddings${query}`,
    ]);
  }
});

test('a dated version below /openai/v1 is a contradiction', () => {
  expect(() => azureAddress({ baseUrl: `${resource}/openai/v1`, apiVersion: '2024-10-21' })).toThrow(/has no dated/);
});

test('a path in front of /openai stays', () => {
  const { baseUrl } = azureAddress({ baseUrl: 'https://api.example/azure/openai', apiVersion: null });
  expect(baseUrl).toBe('https://api.example/azure');
});
