import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chatAnswer, hello } from '../support/chat-wire.ts';
import { startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';
import type { ScriptedAnswer } from '../support/scripted-upstream-answer.ts';

// Answers here are made from public wire documentation, not recorded.
const aws = { AWS_ACCESS_KEY_ID: 'test-access-key', AWS_SECRET_ACCESS_KEY: 'test-secret-key' };
let upstream: ScriptedUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  Object.assign(process.env, aws);
  upstream = await startScriptedUpstream();
  const { url } = upstream;
  gateway = await startTestGateway(
    `
version: 1
providers:
  claude: { kind: anthropic, baseUrl: "${url}", apiKey: env:A }
  gemini: { kind: gemini, baseUrl: "${url}/v1beta", apiKey: env:A }
  bedrock: { kind: bedrock, region: us-east-1, endpoint: "${url}" }
  keys: { kind: openai-compatible, baseUrl: "${url}/v1", apiKeys: [env:A, env:B] }
`,
    { A: 'key-a-0123456789', B: 'key-b-0123456789' },
  );
});
afterAll(async () => {
  for (const name of Object.keys(aws)) delete process.env[name];
  await gateway.drain();
  await upstream.close();
});

const json = (body: unknown): ScriptedAnswer => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const input = { input: '*** Begin Patch' };
const called = { name: 'apply_patch', id: 'call_9', input };
const wholeAnswers: Readonly<Record<string, ScriptedAnswer>> = {
  'claude/claude-haiku-5-5': json({
    ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-haiku-5-5', stop_reason: 'tool_use' },
    content: [{ type: 'tool_use', ...called }],
    usage: { input_tokens: 1, output_tokens: 1 },
  }),
  'gemini/gemini-3-flash': json({
    candidates: [
      {
        content: { role: 'model', parts: [{ functionCall: { name: 'apply_patch', args: input } }] },
        finishReason: 'STOP',
      },
    ],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
  }),
  'bedrock/us.anthropic.claude-haiku-5-5': json({
    output: {
      message: { role: 'assistant', content: [{ toolUse: { toolUseId: 'call_9', name: 'apply_patch', input } }] },
    },
    stopReason: 'tool_use',
    usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
    metrics: { latencyMs: 1 },
  }),
};
const events = (...sent: readonly { readonly type: string; readonly [field: string]: unknown }[]): ScriptedAnswer => ({
  headers: { 'content-type': 'text/event-stream' },
  body: sent.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''),
});
const streamed = events(
  ...[{ type: 'message_start', message: { id: 'msg_1', model: 'm', usage: { input_tokens: 1, output_tokens: 1 } } }],
  ...[{ type: 'content_block_start', index: 0, content_block: { type: 'tool_use', ...called, input: {} } }],
  ...['{"input":"*** Be', 'gin Patch"}'].map((partial_json) => ({
    ...{ type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json } },
  })),
  { type: 'content_block_stop', index: 0 },
  ...[{ type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 1 } }],
  { type: 'message_stop' },
);

describe('a request of the Codex CLI', () => {
  const fixture = new URL('../fixtures/openai-responses/codex-request.json', import.meta.url);
  const { _label, ...request } = JSON.parse(readFileSync(fixture, 'utf8'));
  const ask = (model: string, stream: boolean) =>
    fetch(`${gateway.url}/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...request, model, stream }),
    });

  test.each(Object.entries(wholeAnswers))(
    'is taken by %s, whose call comes back as that of a custom tool',
    async (model, answer) => {
      upstream.play(answer);
      const response = await ask(model, false);
      const { output, error } = (await response.json()) as { output?: unknown; error?: unknown };
      expect({ status: response.status, error }).toEqual({ status: 200, error: null });
      expect(output).toMatchObject([{ type: 'custom_tool_call', name: 'apply_patch', input: '*** Begin Patch' }]);
      expect(response.headers.get('x-cato-changes')).toContain('custom tools sent as functions');
      expect(upstream.requests.at(-1)?.body).toContain('"required":["input"]');
    },
  );

  test('is streamed by a Claude target, the text of the custom tool’s call taken out', async () => {
    upstream.play(streamed);
    const response = await ask('claude/claude-haiku-5-5', true);
    const text = await response.text();
    expect(text).toContain('event: response.custom_tool_call_input.done');
    expect(text).toContain('"input":"*** Begin Patch"');
    expect(text).not.toContain('{\\"input\\"');
  });
});

test('a custom tool of a Chat client is called as one by a Claude target, streamed and whole', async () => {
  const asked = {
    model: 'claude/claude-haiku-5-5',
    messages: hello,
    tools: [{ type: 'custom', custom: { name: 'apply_patch' } }],
    tool_choice: { type: 'custom', custom: { name: 'apply_patch' } },
  };
  upstream.play(wholeAnswers['claude/claude-haiku-5-5'] ?? streamed);
  const whole = await gateway.post(asked);
  expect(await whole.json()).toMatchObject({
    choices: [
      { message: { tool_calls: [{ type: 'custom', custom: { name: 'apply_patch', input: '*** Begin Patch' } }] } },
    ],
  });
  expect(JSON.parse(upstream.requests.at(-1)?.body ?? '')).toMatchObject({
    tool_choice: { type: 'tool', name: 'apply_patch' },
  });
  upstream.play(streamed);
  const stream = await gateway.post({ ...asked, stream: true });
  expect(await stream.text()).toContain('"custom":{"input":"*** Begin Patch"}');
});

test('the log says which of several keys an attempt took, and when one is left out, but no key', async () => {
  upstream.play(({ headers }) =>
    headers.authorization?.includes('key-a')
      ? { status: 401, headers: { 'content-type': 'application/json' }, body: '{"error":{"message":"no"}}' }
      : chatAnswer('ok'),
  );
  const response = await gateway.post({ model: 'keys/m', messages: hello });
  expect(response.status).toBe(200);
  await response.text();
  expect(gateway.events('request').at(-1)).toMatchObject({
    attempts: [
      {
        ...{ target: 'keys/m', outcome: 'finished', credential: 'env:B' },
        failedCredentials: [{ credential: 'env:A', outcome: 'upstream-auth' }],
      },
    ],
  });
  expect(gateway.events('notice').at(-1)).toMatchObject({
    level: 'warning',
    message: expect.stringMatching(/^env:A of keys is left out for \d+ s: upstream-auth$/),
  });
  expect(gateway.said()).not.toContain('0123456789');
});

test.each([
  ['a whole answer', '/v1/chat/completions', { messages: hello }],
  ['a stream', '/v1/chat/completions', { messages: hello, stream: true }],
  ['vectors', '/v1/embeddings', { input: 'a' }],
])('the log says of %s that no key was given which keys failed how', async (_what, path, body) => {
  upstream.play(({ headers }) => ({
    status: headers.authorization?.includes('key-a') ? 429 : 403,
    headers: { 'content-type': 'application/json', 'retry-after': '90' },
    body: '{"error":{"message":"no"}}',
  }));
  const response = await fetch(`${gateway.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: `keys/${path.length}-${'stream' in body}`, ...body }),
  });
  expect(response.status).toBeGreaterThanOrEqual(400);
  await response.text();
  const { attempts } = gateway.events('request').at(-1) ?? {};
  expect(attempts).toMatchObject([
    { outcome: expect.stringMatching(/^(rate-limit|upstream-permission)$/), failedCredentials: expect.any(Array) },
  ]);
  expect(JSON.stringify(attempts)).toContain('{"credential":"env:B","outcome":"upstream-permission"}');
  expect(gateway.said()).not.toContain('0123456789');
});
