import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/running-gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway(`
version: 1
providers:
  bridged: { kind: ai-sdk, package: "@ai-sdk/nowhere" }
`);
});
afterAll(() => gateway.drain());

test.each([
  ['/v1/chat/completions', { code: 'not_installed', type: 'server_error' }],
  ['/v1/messages', { type: 'api_error' }],
])(
  'a package that is not installed is the gateway’s fault to a client of %s, who learns no folder',
  async (path, error) => {
    const response = await fetch(`${gateway.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'bridged/m', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] }),
    });
    const text = await response.text();
    expect(response.status).toBe(502);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(JSON.parse(text)).toMatchObject({ error });
    expect(text).toContain('npm install @ai-sdk/nowhere');
    expect(text).not.toContain(process.cwd());
    expect(text).not.toMatch(/ in \/|node_modules/);
  },
);
