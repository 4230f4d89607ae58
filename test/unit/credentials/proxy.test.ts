import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ProviderHttp, ProviderHttpRequest } from '../../../adapters/provider-http/provider-http.ts';
import { parseProxy } from '../../../adapters/provider-http/proxy-setting.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { type ConnectProxy, startConnectProxy } from '../../support/connect-proxy.ts';
import { refusedUrl, type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';

let upstream: ScriptedUpstream;
let proxy: ConnectProxy;
let http: ProviderHttp;

beforeEach(async () => {
  upstream = await startScriptedUpstream();
  upstream.play({ body: 'through' });
  proxy = await startConnectProxy();
  http = through(proxy.host);
});

afterEach(async () => {
  await http.close();
  await proxy.close();
  await upstream.close();
});

function through(host: string): ProviderHttp {
  return createUndiciProviderHttp({ baseUrl: `${upstream.url}/v1`, proxy: parseProxy(`http://tide:sesame@${host}`) });
}

function post(over: Partial<ProviderHttpRequest> = {}): ProviderHttpRequest {
  const { signal } = new AbortController();
  const headers = { authorization: 'Bearer k' };
  return { method: 'POST', path: '/chat?x=1', headers, body: '{}', signal, connectMs: 300, ...over };
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of body) text += chunk.toString();
  return text;
}

async function failureOf(sending: Promise<unknown>): Promise<GatewayError> {
  const error = await sending.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof GatewayError)) throw new Error(`expected a GatewayError, got ${String(error)}`);
  expect(inspect(error, { depth: 10 })).not.toMatch(/sesame|dGlkZTpzZXNhbWU|Bearer k/);
  return error;
}

test('requests go through a tunnel that is asked for with the credentials, which the provider never sees', async () => {
  for (let time = 0; time < 2; time += 1) {
    expect(await textOf((await http.send(post())).body)).toBe('through');
    // The connection is free a moment after the end of the body.
    await sleep(50);
  }
  expect(proxy.tunnels).toEqual([
    {
      to: new URL(upstream.url).host,
      headers: expect.objectContaining({ 'proxy-authorization': 'Basic dGlkZTpzZXNhbWU=' }),
    },
  ]);
  expect(proxy.tunnels[0]?.headers).not.toHaveProperty('authorization');
  expect(upstream.requests.map(({ path, connection }) => [path, connection])).toEqual([
    ['/v1/chat?x=1', 1],
    ['/v1/chat?x=1', 1],
  ]);
  expect(upstream.requests[0]?.headers).toMatchObject({ authorization: 'Bearer k' });
  expect(upstream.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
  expect(proxy.requests).toBe(0);
});

test('a body arrives as it is sent, and an abort reaches the provider', async () => {
  upstream.play({ body: [{ send: 'one' }, { stall: true }] });
  const controller = new AbortController();
  const { body } = await http.send(post({ signal: controller.signal }));
  expect((await body.next()).value?.toString()).toBe('one');
  controller.abort('gone');
  await expect(body.next()).rejects.toBe('gone');
  await upstream.requests[0]?.clientLeft;
});

test.each([
  [407, /^The proxy 127\.0\.0\.1:\d+ refused the gateway's credentials \(407\)/],
  [403, /^The proxy 127\.0\.0\.1:\d+ did not connect to 127\.0\.0\.1:\d+ \(403\)/],
  [502, /did not connect to .* \(502\)/],
  ['hang up', /^The proxy 127\.0\.0\.1:\d+ cannot be reached \(UND_ERR_PRX_CONN\)/],
  ['silence', /^The proxy 127\.0\.0\.1:\d+ cannot be reached \(UND_ERR_HEADERS_TIMEOUT\)/],
] as const)('a proxy that answers a tunnel with %s is unreachable, and says so', async (answer, message) => {
  proxy.answer = answer;
  const error = await failureOf(http.send(post()));
  expect([error.kind, error.message]).toEqual(['unreachable', expect.stringMatching(message)]);
  expect(upstream.requests).toHaveLength(0);
  proxy.answer = 200;
  expect(await textOf((await http.send(post())).body)).toBe('through');
});

test('a proxy that is not there is unreachable', async () => {
  const nowhere = through(new URL(refusedUrl).host);
  const error = await failureOf(nowhere.send(post()));
  expect([error.kind, error.message]).toEqual([
    'unreachable',
    expect.stringMatching(/^The proxy 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)/),
  ]);
  await nowhere.close();
});

test('a provider that breaks off behind the tunnel is not the proxy', async () => {
  upstream.play({ hangUp: true });
  const before = await failureOf(http.send(post()));
  expect([before.kind, before.message]).toEqual(['unreachable', expect.stringContaining('closed the connection')]);
  upstream.play({ body: [{ send: 'one' }, { waitMs: 5 }, { cut: 'close' }] });
  const { body } = await http.send(post());
  expect((await failureOf(textOf(body))).kind).toBe('broken-answer');
});

test('an abort ends the wait for a tunnel', async () => {
  proxy.answer = 'silence';
  const controller = new AbortController();
  const sending = http.send(post({ signal: controller.signal, connectMs: 60_000 }));
  while (proxy.tunnels.length === 0) await sleep(5);
  controller.abort('gone');
  await expect(sending).rejects.toBe('gone');
});

test('TLS is spoken with the provider inside the tunnel, not with the proxy', async () => {
  const secure = createUndiciProviderHttp({
    baseUrl: upstream.url.replace('http:', 'https:'),
    proxy: parseProxy(proxy.host),
  });
  // The upstream speaks plain HTTP: only its answer to a TLS greeting can be the fault.
  expect((await failureOf(secure.send(post()))).message).toMatch(/^TLS with 127\.0\.0\.1:\d+ failed/);
  expect(proxy.tunnels).toHaveLength(1);
  expect(proxy.tunnels[0]?.headers).not.toHaveProperty('proxy-authorization');
  await secure.close();
});
