import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ProviderHttp, ProviderHttpRequest } from '../../../adapters/provider-http/provider-http.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { refusedUrl, type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';

let upstream: ScriptedUpstream;
let http: ProviderHttp;

beforeEach(async () => {
  upstream = await startScriptedUpstream();
  http = createUndiciProviderHttp({ baseUrl: `${upstream.url}/v1/` });
});

afterEach(async () => {
  await http.close();
  await upstream.close();
});

function post(over: Partial<ProviderHttpRequest> = {}): ProviderHttpRequest {
  const signal = new AbortController().signal;
  return { method: 'POST', path: '/chat', headers: {}, body: '{}', signal, connectMs: 3000, ...over };
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of body) text += chunk.toString();
  return text;
}

async function failureOf(promise: Promise<unknown>): Promise<GatewayError> {
  const outcome = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (outcome instanceof GatewayError) return outcome;
  throw new Error(`expected a GatewayError, got ${String(outcome)}`);
}

test('a request arrives below the base URL with exactly its headers', async () => {
  upstream.play({ status: 201, headers: { 'x-one': ['a', 'b'] }, body: 'made' });
  const response = await http.send(post({ headers: { authorization: 'Bearer k', 'x-two': '2' }, body: 'hello' }));
  expect([response.status, response.header('x-one'), response.header('x-none')]).toEqual([201, 'a, b', null]);
  expect(response.header('constructor')).toBeNull();
  expect(await textOf(response.body)).toBe('made');
  const [seen] = upstream.requests;
  expect(seen).toMatchObject({ method: 'POST', path: '/v1/chat', body: 'hello' });
  expect(seen?.headerNames).toEqual(['host', 'connection', 'authorization', 'x-two', 'content-length']);
});

test('a body arrives chunk by chunk while it is being sent', async () => {
  upstream.play({ body: [{ send: 'one' }, { waitMs: 30 }, { send: 'two' }, { stall: true }] });
  const { body } = await http.send(post());
  expect((await body.next()).value?.toString()).toBe('one');
  expect((await body.next()).value?.toString()).toBe('two');
  await body.return?.();
});

test('a connection is used again once its answer is complete', async () => {
  upstream.play({ body: 'x' });
  for (let time = 0; time < 3; time += 1) {
    await textOf((await http.send(post())).body);
    // undici takes a turn of the event loop before it uses a connection again.
    await sleep(5);
  }
  expect(upstream.requests.map((request) => request.connection)).toEqual([1, 1, 1]);
});

test('as many answers run at once as connections are allowed, and the next one waits', async () => {
  const narrow = createUndiciProviderHttp({ baseUrl: upstream.url, connections: 2 });
  upstream.play({ body: [{ send: 'x' }, { stall: true }] }, { body: [{ send: 'x' }, { stall: true }] }, { body: 'y' });
  const [first] = await Promise.all([narrow.send(post()), narrow.send(post())]);
  const third = narrow.send(post());
  await sleep(50);
  expect(upstream.requests).toHaveLength(2);
  await first.body.return?.();
  expect(await textOf((await third).body)).toBe('y');
  await narrow.close();
});

test('a reader who leaves closes the upstream connection', async () => {
  upstream.play({ body: [{ send: 'x' }, { stall: true }] });
  for await (const _ of (await http.send(post())).body) break;
  await upstream.requests[0]?.clientLeft;
});

test('a slow reader pauses the upstream', async () => {
  const flood = 64 * 1024 * 1024;
  upstream.play({ body: [{ flood: Buffer.alloc(256 * 1024, 'x'), times: 256 }] });
  const { body } = await http.send(post());
  await sleep(300);
  const sentWhilePaused = upstream.requests[0]?.bytesSent() ?? 0;
  expect(sentWhilePaused).toBeLessThan(flood / 2);
  let bytes = 0;
  for await (const chunk of body) bytes += chunk.length;
  expect(bytes).toBe(flood);
});

test.each(['close', 'reset'] as const)('a body cut by a %s delivers what had arrived, then breaks', async (cut) => {
  upstream.play({ body: [{ send: 'half' }, { waitMs: 30 }, { cut }] });
  const { body } = await http.send(post());
  expect((await body.next()).value?.toString()).toBe('half');
  expect((await failureOf(body.next())).kind).toBe('broken-answer');
  expect((await body.next()).done).toBe(true);
});

test('a body shorter than its announced length breaks', async () => {
  upstream.play({ headers: { 'content-length': '10' }, body: [{ send: 'half' }, { waitMs: 5 }, { cut: 'close' }] });
  const { body } = await http.send(post());
  expect((await failureOf(textOf(body))).kind).toBe('broken-answer');
});

test('a connection closed before any answer counts as unreachable', async () => {
  upstream.play({ hangUp: true });
  const failure = await failureOf(http.send(post({ path: '/chat?secret=1' })));
  expect(failure).toMatchObject({ kind: 'unreachable' });
  expect(failure.message).toBe(
    `${new URL(upstream.url).host} closed the connection before it answered (UND_ERR_SOCKET).`,
  );
});

test('an answer that is not HTTP is a broken answer', async () => {
  upstream.play({ raw: 'SSH-2.0-OpenSSH\r\n' });
  expect(await failureOf(http.send(post()))).toMatchObject({ kind: 'broken-answer' });
});

test('a refused connection is unreachable and says what to check', async () => {
  const url = refusedUrl;
  const refused = createUndiciProviderHttp({ baseUrl: `${url}/v1` });
  const failure = await failureOf(refused.send(post()));
  expect(failure.kind).toBe('unreachable');
  expect(failure.message).toBe(
    `${new URL(url).host} refused the connection; check that the server runs and that the base URL is right.`,
  );
  await refused.close();
});

test('a connection that is not made in time names the timer', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const slow = createUndiciProviderHttp({ baseUrl: `https://127.0.0.1:${port}` });
  const failure = await failureOf(slow.send(post({ connectMs: 50 })));
  expect(failure).toMatchObject({ kind: 'unreachable' });
  expect(failure.message).toContain('within 50 ms (timeouts.connectMs)');
  await slow.close();
  silent.close();
});

test('an abort before the answer rejects with its reason and closes the connection', async () => {
  upstream.play({ delayMs: 60_000 });
  const controller = new AbortController();
  const sending = http.send(post({ signal: controller.signal }));
  while (upstream.requests.length === 0) await sleep(5);
  const reason = new Error('first token took too long');
  controller.abort(reason);
  await expect(sending).rejects.toBe(reason);
  await upstream.requests[0]?.clientLeft;
});

test('an abort while connecting rejects at once', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const slow = createUndiciProviderHttp({ baseUrl: `https://127.0.0.1:${port}` });
  const controller = new AbortController();
  const sending = slow.send(post({ signal: controller.signal }));
  controller.abort('gone');
  await expect(sending).rejects.toBe('gone');
  await slow.close();
  silent.close();
});

test('an abort while waiting for a free connection never reaches the upstream', async () => {
  const narrow = createUndiciProviderHttp({ baseUrl: upstream.url, connections: 1 });
  upstream.play({ body: [{ send: 'x' }, { stall: true }] }, { body: 'y' });
  const first = await narrow.send(post());
  const controller = new AbortController();
  const second = narrow.send(post({ signal: controller.signal, body: 'never' }));
  controller.abort('gone');
  await expect(second).rejects.toBe('gone');
  await first.body.return?.();
  expect(await textOf((await narrow.send(post())).body)).toBe('y');
  expect(upstream.requests.map((request) => request.body)).toEqual(['{}', '{}']);
  await narrow.close();
});

test('an abort in the body throws its reason, before what still waits to be read', async () => {
  upstream.play({ body: [{ send: 'one' }, { waitMs: 20 }, { send: 'two' }, { stall: true }] });
  const controller = new AbortController();
  const { body } = await http.send(post({ signal: controller.signal }));
  await body.next();
  await sleep(60);
  controller.abort('too slow');
  await expect(body.next()).rejects.toBe('too slow');
  await upstream.requests[0]?.clientLeft;
});

test('an aborted signal sends nothing', async () => {
  await expect(http.send(post({ signal: AbortSignal.abort('gone') }))).rejects.toBe('gone');
  expect(upstream.requests).toHaveLength(0);
});

test('a request that has ended listens to its signal no longer', async () => {
  upstream.play({ body: 'x' }, { body: [{ send: 'x' }, { stall: true }] });
  const { signal } = new AbortController();
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...rest: Parameters<typeof add>) => {
    listeners += 1;
    add(...rest);
  };
  signal.removeEventListener = (...rest: Parameters<typeof remove>) => {
    listeners -= 1;
    remove(...rest);
  };
  const complete = await http.send(post({ signal }));
  expect(await textOf(complete.body)).toBe('x');
  expect(listeners).toBe(0);
  const returned = await http.send(post({ signal }));
  expect(listeners).toBe(1);
  await returned.body.return?.();
  expect(listeners).toBe(0);
});

test('a redirect is handed back and not followed', async () => {
  upstream.play({ status: 307, headers: { location: '/elsewhere' } });
  const response = await http.send(post());
  expect(response.status).toBe(307);
  await response.body.return?.();
  expect(upstream.requests).toHaveLength(1);
});

test('informational answers are passed over', async () => {
  upstream.play({ raw: 'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx' });
  const response = await http.send(post());
  expect(response.status).toBe(200);
  expect(await textOf(response.body)).toBe('x');
});

test('closing ends what runs and refuses what comes', async () => {
  upstream.play({ body: [{ send: 'x' }, { stall: true }] });
  const { body } = await http.send(post());
  await body.next();
  await http.close();
  expect((await failureOf(body.next())).kind).toBe('shutting-down');
  for (const connectMs of [3000, 4000]) {
    expect((await failureOf(http.send(post({ connectMs })))).kind).toBe('shutting-down');
  }
});

test('a header that cannot be sent fails without showing its value', async () => {
  const failure = await failureOf(http.send(post({ headers: { authorization: 'Bearer se\ncret' } })));
  expect(failure.kind).toBe('internal');
  expect(failure.message).not.toContain('cret');
});

test.each(['ftp://host/v1', 'host', 'http://user:pass@host/v1', 'https://host/v1?key=1'])(
  'the base URL %s is refused',
  (baseUrl) => {
    expect(() => createUndiciProviderHttp({ baseUrl })).toThrow(TypeError);
  },
);
