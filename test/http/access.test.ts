import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chatAnswer, hello } from '../support/chat-wire.ts';
import { openRaw } from '../support/raw-request.ts';
import { eventually, mockConfig, startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';

const masterKey = 'master-key-abcdefghij';
const question = { model: 'test', messages: hello };
let upstream: ScriptedUpstream;
let open: TestGateway;
let locked: TestGateway;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  upstream.play(chatAnswer('ok'));
  open = await startTestGateway(mockConfig(upstream.url));
  locked = await startTestGateway(mockConfig(upstream.url), { CATO_MASTER_KEY: masterKey });
});
afterAll(async () => {
  await Promise.all([open.drain(), locked.drain()]);
  await upstream.close();
});

async function getRaw(url: string, path: string, headers: Record<string, string>): Promise<string> {
  const { socket, received } = await openRaw(url);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  await eventually(() => received().includes('\r\n\r\n'), 'an answer');
  socket.destroy();
  return received();
}

describe('without a key configured', () => {
  test('any bearer is accepted and ignored', async () => {
    expect((await open.post(question, { authorization: 'Bearer anything' })).status).toBe(200);
    expect((await open.post(question)).status).toBe(200);
  });

  test.each([
    'evil.example',
    'evil.example:4000',
    '10.0.0.1',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '[::2]:80',
  ])('the Host %s is refused', async (host) => {
    expect(await getRaw(open.url, '/v1/models', { host })).toMatch(/^HTTP\/1\.1 403 .*CATO_MASTER_KEY/s);
    expect(await getRaw(open.url, '/health', { host })).toMatch(/^HTTP\/1\.1 403 /);
  });

  test.each(['localhost', 'LOCALHOST:4000', '127.0.0.1:1', '127.1.2.3', '[::1]:4000'])(
    'the Host %s is this machine',
    async (host) => {
      expect(await getRaw(open.url, '/v1/models', { host })).toMatch(/^HTTP\/1\.1 200 /);
    },
  );

  test('a web page of elsewhere is refused, one of this machine served', async () => {
    expect((await open.post(question, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await open.post(question, { origin: 'null' })).status).toBe(403);
    expect((await open.post(question, { origin: 'http://localhost:3000' })).status).toBe(200);
  });

  test('it will not start on another address', async () => {
    await expect(startTestGateway(null, { HOST: '0.0.0.0' })).rejects.toThrow(/CATO_MASTER_KEY/);
  });
});

describe('with a master key', () => {
  test.each([
    ['no key', {}],
    ['a wrong bearer', { authorization: 'Bearer wrong-key-abcdefghijk' }],
    ['a longer key', { authorization: `Bearer ${masterKey}x` }],
    ['another scheme', { authorization: `Basic ${masterKey}` }],
    ['a wrong x-api-key', { 'x-api-key': 'nope' }],
  ])('%s gets 401, in the client’s error shape and before the body is looked at', async (_what, headers) => {
    const response = await locked.post('not json', headers);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      error: { code: 'invalid_api_key', param: null, message: expect.stringContaining('CATO_MASTER_KEY') },
    });
  });

  test.each([
    ['a bearer', { authorization: `Bearer ${masterKey}` }],
    ['a bearer in small letters', { authorization: `bearer ${masterKey}` }],
    ['x-api-key', { 'x-api-key': masterKey }],
  ])('the right key as %s is accepted, and goes no further', async (_what, headers) => {
    expect((await locked.post(question, headers)).status).toBe(200);
    expect(JSON.stringify(upstream.requests.at(-1)?.headers)).not.toContain(masterKey);
    expect(locked.said()).not.toContain(masterKey);
  });

  test('health needs none, everything else does', async () => {
    for (const path of ['/health', '/health/ready', '/openapi.json']) expect((await locked.get(path)).status).toBe(200);
    for (const path of [
      '/v1/models',
      '/v1/models/test',
      '/metrics',
      '/api/admin/cato/health',
      '/api/admin/cato/status',
    ]) {
      expect((await locked.get(path)).status).toBe(401);
      expect((await locked.get(path, { 'x-api-key': masterKey })).status).toBe(200);
    }
  });

  test('other hosts are served', async () => {
    const answer = await getRaw(locked.url, '/v1/models', { host: 'cato.example', 'x-api-key': masterKey });
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });
});

test('unknown x-cato- headers are refused by name', async () => {
  const response = await open.post(question, { 'x-cato-cache': 'off', 'x-cato-colour': 'blue' });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { message: expect.stringMatching(/`x-cato-cache`, `x-cato-colour`/) },
  });
});
