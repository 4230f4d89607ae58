import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, type SeenRequest, startScriptedUpstream } from '../support/scripted-upstream.ts';
import type { ScriptedAnswer } from '../support/scripted-upstream-answer.ts';

const folder = mkdtempSync(join(tmpdir(), 'cato-betas-'));
let upstream: ScriptedUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  const url = upstream.url;
  // A user's credentials, whose tokens are asked of a service on this machine.
  const credentials = join(folder, 'google.json');
  const person = { type: 'authorized_user', client_id: 'c', client_secret: 's', refresh_token: 'r' };
  writeFileSync(credentials, JSON.stringify({ ...person, token_uri: `${url}/token` }));
  gateway = await startTestGateway(
    `
version: 1
dropUnsupported: true
providers:
  claude: { kind: anthropic, baseUrl: "${url}", apiKey: env:KEY, allowedBetas: ["context-1m-*", "interleaved-thinking-2025-05-14"] }
  mantle: { kind: bedrock, api: anthropic, region: us-east-1, endpoint: "${url}/mantle", apiKey: env:KEY, allowedBetas: ["context-1m-*"] }
  vertex: { kind: vertexai, project: tide, location: global, baseUrl: "${url}/vertex", credentialsFile: "${credentials}", allowedBetas: ["context-1m-*"] }
  open: { kind: anthropic, baseUrl: "${url}", apiKey: env:KEY }
  chat: { kind: openai-compatible, baseUrl: "${url}/v1" }
targets:
  strict: { provider: claude, model: claude-haiku-5-5, allowedBetas: [] }
  wide: { provider: claude, model: claude-sonnet-5-5, allowedBetas: ["*"] }
`,
    { KEY: 'provider-key-0123456789' },
  );
});
afterAll(async () => {
  await gateway.drain();
  await upstream.close();
  rmSync(folder, { recursive: true });
});

const json = (body: unknown): ScriptedAnswer => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
/** Made from public wire documentation, not recorded. */
const message = {
  ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'm', stop_reason: 'end_turn', stop_sequence: null },
  ...{ content: [{ type: 'text', text: 'High.' }], usage: { input_tokens: 1, output_tokens: 1 } },
};
const answers = ({ path }: SeenRequest): ScriptedAnswer => {
  if (path === '/token')
    return json({ access_token: 'google-token-0123456789', expires_in: 3600, token_type: 'Bearer' });
  if (path.includes('count')) return json({ input_tokens: 9 });
  if (!path.includes('chat/completions')) return json(message);
  const choice = { index: 0, message: { role: 'assistant', content: 'High.' }, finish_reason: 'stop' };
  return json({ id: 'c', object: 'chat.completion', model: 'm', created: 1, choices: [choice] });
};

const asked = 'context-1m-2025-08-07,interleaved-thinking-2025-05-14,mcp-client-2025-11-20';

async function ask(model: string, path = '/v1/messages', more = {}): Promise<Response> {
  upstream.play(answers);
  const response = await fetch(`${gateway.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01', 'anthropic-beta': asked },
    body: JSON.stringify({ model, max_tokens: 9, messages: [{ role: 'user', content: 'How high?' }], ...more }),
  });
  expect([response.status, await response.text()]).toEqual([200, expect.any(String)]);
  return response;
}

const changesOf = (response: Response) => response.headers.get('x-cato-changes');
const last = () => upstream.requests.at(-1);

test.each([
  [
    'claude/claude-haiku-5-5',
    '/v1/messages',
    'context-1m-2025-08-07,interleaved-thinking-2025-05-14',
    ['mcp-client-2025-11-20'],
  ],
  [
    'mantle/anthropic.claude-haiku-5-5',
    '/mantle/v1/messages',
    'context-1m-2025-08-07',
    ['interleaved-thinking-2025-05-14', 'mcp-client-2025-11-20'],
  ],
  [
    'vertex/claude-haiku-5-5',
    '/vertex/v1/projects/tide/locations/global/publishers/anthropic/models/claude-haiku-5-5:rawPredict',
    'context-1m-2025-08-07',
    ['interleaved-thinking-2025-05-14', 'mcp-client-2025-11-20'],
  ],
  ['open/claude-haiku-5-5', '/v1/messages', asked, []],
  ['strict', '/v1/messages', undefined, asked.split(',')],
  ['wide', '/v1/messages', asked, []],
])('%s is sent the flags it takes, the others are named', async (model, path, sent, dropped) => {
  const response = await ask(model);
  expect(last()?.path).toBe(path);
  expect(last()?.headers['anthropic-beta']).toBe(sent);
  const changes = dropped.map((flag) => `anthropic-beta ${flag} dropped`).join('; ');
  expect(changesOf(response)).toBe(changes === '' ? null : changes);
});

test.each(['claude/claude-haiku-5-5', 'mantle/anthropic.claude-haiku-5-5', 'vertex/claude-haiku-5-5'])(
  '%s is sent no other flags by the body',
  async (model) => {
    const flags = ['context-1m-2025-08-07', 'bad-1', 'é\r\nx: y'];
    const response = await ask(model, '/v1/messages', { anthropic_beta: flags, betas: 'bad-2', mcp_servers: [] });
    const { anthropic_beta, betas, mcp_servers } = JSON.parse(last()?.body ?? '');
    expect([anthropic_beta, betas, mcp_servers]).toEqual([['context-1m-2025-08-07'], undefined, undefined]);
    const changes = changesOf(response);
    for (const flag of ['bad-1', 'of another name', 'bad-2'])
      expect(changes).toContain(`anthropic-beta ${flag} dropped`);
    expect(changes).not.toContain('context-1m');
  },
);

test('a body’s flags are the provider’s affair where no list says which it takes, but for the client’s own login', async () => {
  const response = await ask('open/claude-haiku-5-5', '/v1/messages', {
    anthropic_beta: ['any-1', 'oauth-2025-04-20'],
  });
  expect(JSON.parse(last()?.body ?? '').anthropic_beta).toEqual(['any-1']);
  expect(changesOf(response)).toBe('anthropic-beta oauth-2025-04-20 dropped');
  await ask('strict', '/v1/messages', { anthropic_beta: 7, betas: [] });
  expect(JSON.parse(last()?.body ?? '')).not.toHaveProperty('anthropic_beta');
});

test('with a flag go the fields that it brings', async () => {
  const servers = { mcp_servers: [{ type: 'url', url: 'https://mcp.example', name: 'a' }] };
  const response = await ask('claude/claude-haiku-5-5', '/v1/messages', servers);
  expect(changesOf(response)).toContain('mcp_servers dropped');
  expect(last()?.body).not.toContain('mcp_servers');
});

test('Claude on Vertex AI gets the client’s own body, its model in the address and its version in the body', async () => {
  await ask('vertex/claude-haiku-5-5', '/v1/messages', { context_hint: { a: 1 } });
  expect(last()?.headers).toMatchObject({ authorization: 'Bearer google-token-0123456789' });
  expect(JSON.parse(last()?.body ?? '')).toEqual({
    ...{ max_tokens: 9, messages: [{ role: 'user', content: 'How high?' }], context_hint: { a: 1 } },
    anthropic_version: 'vertex-2023-10-16',
  });
  const counted = await ask('vertex/claude-haiku-5-5', '/v1/messages/count_tokens', { max_tokens: undefined });
  expect(last()?.path).toMatch(/publishers\/anthropic\/models\/count-tokens:rawPredict$/);
  expect(JSON.parse(last()?.body ?? '')).toMatchObject({ model: 'claude-haiku-5-5' });
  expect(last()?.headers['anthropic-beta']).toBe('context-1m-2025-08-07');
  expect(changesOf(counted)).toContain('mcp-client-2025-11-20 dropped');
});

test('a provider of another format has no flags, and that is said too', async () => {
  expect(changesOf(await ask('chat/m'))).toBe(`anthropic-beta dropped: ${asked}`);
});
