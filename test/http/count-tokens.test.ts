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
  openai: { kind: openai, baseUrl: "${url}/v1", apiKeys: [env:A, env:B] }
  responses: { kind: openai, api: responses, baseUrl: "${url}/v1", apiKeys: [env:A, env:B] }
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
  ['openai/gpt-5-mini', { object: 'response.input_tokens', input_tokens: 77 }, 'authorization'],
  ['responses/gpt-5-mini', { object: 'response.input_tokens', input_tokens: 77 }, 'authorization'],
])('%s counts itself, with the next of several keys where one is refused', async (model, answer, header) => {
  const before = upstream.requests.length;
  upstream.play(({ headers }) =>
    String(headers[header]).endsWith('key-a-0123456789') ? json({ error: { message: 'no' } }, 401) : json(answer),
  );
  expect(await count(model)).toEqual({ tokens: 77, changes: null });
  const keys = upstream.requests.slice(before).map(({ headers }) => String(headers[header]).replace('Bearer ', ''));
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

test('OpenAI is asked for a number as it takes the request, of what goes in alone', async () => {
  upstream.play(json({ object: 'response.input_tokens', input_tokens: 77 }));
  const body = {
    model: 'openai/gpt-5-mini',
    max_tokens: 9,
    temperature: 1,
    stop_sequences: ['x'],
    system: 'Be brief.',
    messages: [{ role: 'user', content: 'How high is the tide?' }],
    tools: [{ name: 'f', input_schema: { type: 'object' } }],
  };
  const response = await fetch(`${gateway.url}/v1/messages/count_tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect([response.status, await response.json(), response.headers.get('x-cato-changes')]).toEqual([
    200,
    { input_tokens: 77 },
    null,
  ]);
  const asked = upstream.requests.at(-1);
  expect(asked?.path).toBe('/v1/responses/input_tokens');
  const sent: Record<string, unknown> = JSON.parse(asked?.body ?? '{}');
  expect(Object.keys(sent).sort()).toEqual(['input', 'model', 'tools']);
  expect(sent.model).toBe('gpt-5-mini');
});

test.each([404, 405])(
  'a server like OpenAI that answers %i to a count does not fail it: the number is estimated',
  async (status) => {
    upstream.play(json({ error: { message: 'Method Not Allowed' } }, status));
    const { changes } = await count('openai/gpt-5-mini');
    expect(changes).toBe('input_tokens estimated: openai/gpt-5-mini did not count them (upstream-not-found)');
    const response = await fetch(`${gateway.url}/v1/responses/input_tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'openai/gpt-5-mini', input: 'Hello' }),
    });
    expect(response.headers.get('x-cato-reason')).toBe('estimated for openai/gpt-5-mini');
  },
);
