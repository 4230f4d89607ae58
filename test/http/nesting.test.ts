import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTwoProviders, type TwoProviders } from '../support/two-providers.ts';

let providers: TwoProviders;

beforeAll(async () => {
  providers = await startTwoProviders();
});
afterAll(() => providers.close());

const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const chat = `{"model":"claude","messages":[{"role":"user","content":"hi"}],"max_tokens":9,"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"a":${deep}}}}}`;
const items = `{"items":[{"type":"message","role":"user","content":"hi","x":${deep}}]}`;
const openAi = { type: 'invalid_request_error', param: null, code: 'invalid_body' };

test.each([
  ['/chat/completions', chat, { error: openAi }],
  ['/responses', `{"model":"claude","input":${deep}}`, { error: openAi }],
  ['/responses/input_tokens', `{"model":"claude","input":${deep}}`, { error: openAi }],
  ['/conversations', items, { error: openAi }],
  ['/messages', chat, { type: 'error', error: { type: 'invalid_request_error' } }],
  ['/messages/count_tokens', chat, { type: 'error', error: { type: 'invalid_request_error' } }],
])('%s refuses a body nested too deeply in its own shape', async (path, body, shape) => {
  const response = await fetch(`${providers.gateway.url}/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const said = await response.text();
  expect([response.status, JSON.parse(said)]).toMatchObject([400, shape]);
  expect(said).toContain('nested too deeply');
});
