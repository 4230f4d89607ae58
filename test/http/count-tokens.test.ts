import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';

let upstream: ScriptedUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  const url = upstream.url;
  gateway = await startTestGateway(
    `
version: 1
providers:
  claude: { kind: anthropic, baseUrl: "${url}", apiKeys: [env:A, env:B] }
  gemini: { kind: gemini, baseUrl: "${url}/v1beta", apiKeys: [env:A, env:B] }
  plain: { kind: openai-compatible, baseUrl: "${url}/v1" }
`,
    { A: 'key-a-0123456789', B: 'key-b-0123456789' },
  );
});
afterAll(async () => {
  await gateway.drain();
  await upstream.close();
});

const json = (body: unknown, status = 200) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

async function count(model: string): Promise<{ tokens: unknown; changes: string | null }> {
  const response = await fetch(`${gateway.url}/v1/messages/count_tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'How high is the tide?' }] }),
  });
  expect(response.status).toBe(200);
  const { input_tokens: tokens } = (await response.json()) as { input_tokens: unknown };
  return { tokens, changes: response.headers.get('x-cato-changes') };
}

test.each([
  ['claude/claude-haiku-5-5', { input_tokens: 77 }, 'x-api-key'],
  ['gemini/gemini-3.8-flash', { totalTokens: 77 }, 'x-goog-api-key'],
])('%s counts itself, with the next of several keys where one is refused', async (model, answer, header) => {
  const before = upstream.requests.length;
  upstream.play(({ headers }) =>
    headers[header] === 'key-a-0123456789' ? json({ error: { message: 'no' } }, 401) : json(answer),
  );
  expect(await count(model)).toEqual({ tokens: 77, changes: null });
  const keys = upstream.requests.slice(before).map(({ headers }) => headers[header]);
  expect(keys).toEqual(['key-a-0123456789', 'key-b-0123456789']);
});

test('where the provider has no count, or gives none, the number is estimated, which is said', async () => {
  upstream.play(json({ error: { message: 'down', status: 'INTERNAL' } }, 500));
  const plain = await count('plain/m');
  expect(plain).toEqual({
    tokens: expect.any(Number),
    changes: 'input_tokens estimated: plain/m does not count them',
  });
  const failed = await count('gemini/gemini-3.8-flash');
  expect(failed.changes).toBe('input_tokens estimated: gemini/gemini-3.8-flash did not count them (upstream-fault)');
});
