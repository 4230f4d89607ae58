import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  chatAnswer,
  chatChunk,
  chatError,
  chatSteps,
  chatStream,
  done,
  hello,
  readEvents,
  roleChunk,
  stopChunk,
  usage,
} from '../support/chat-wire.ts';
import { mockConfig, startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';

let upstream: ScriptedUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  // Who is told to wait is left alone for so long: by every test.
  const limited =
    '  third: { provider: mock, model: model-c }\n  fourth: { provider: mock, model: model-d }\n  second:';
  const yaml = mockConfig(upstream.url, '  limited: { targets: [third, fourth] }').replace('  second:', limited);
  gateway = await startTestGateway(yaml);
});
beforeEach(() => upstream.play(chatAnswer('unexpected')));
afterAll(async () => {
  await gateway.drain();
  await upstream.close();
});

function lastSent(): Record<string, unknown> {
  return JSON.parse(upstream.requests.at(-1)?.body ?? '{}');
}

describe('a whole answer', () => {
  test('passes through byte for byte, with the target and the attempts told', async () => {
    const answer = chatAnswer('Hi there');
    upstream.play(answer);
    const response = await gateway.post({ model: 'test', messages: hello });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(answer.body);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json',
      'x-cato-route': 'test',
      'x-cato-target': 'mock/model-a',
      'x-cato-attempts': '1',
    });
    expect(response.headers.get('x-request-id')).toBe(response.headers.get('x-cato-request-id'));
    expect(Number(response.headers.get('x-cato-overhead-ms'))).toBeGreaterThanOrEqual(0);
  });

  test('asks the provider for its own model, with the provider’s key, and every field as it came', async () => {
    upstream.play(chatAnswer('ok'));
    const body = {
      model: 'test',
      messages: hello,
      seed: 7,
      logit_bias: { 50: 1 },
      n: 2,
      some_new_field: { deep: [1, null] },
    };
    await gateway.post(body, { authorization: 'Bearer client-key', 'x-secret-header': 'mine', cookie: 'a=b' });
    expect(lastSent()).toEqual({ ...body, model: 'model-a' });
    const headers = upstream.requests.at(-1)?.headers ?? {};
    expect(headers.authorization).toBe('Bearer provider-key-0123456789');
    expect(Object.keys(headers).sort()).toEqual([
      'accept',
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
    ]);
  });

  test('has one event in the log, with usage in disjoint buckets and without the prompt', async () => {
    upstream.play(chatAnswer('secret answer'));
    const response = await gateway.post({ model: 'test', messages: [{ role: 'user', content: 'secret question' }] });
    const id = response.headers.get('x-request-id');
    const events = gateway.events('request').filter(({ requestId }) => requestId === id);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      status: 200,
      model: 'test',
      route: 'test',
      target: 'mock/model-a',
      stopReason: 'stop',
      usage: { freshInput: 7, cacheRead: 4, output: 5 },
      attempts: [{ target: 'mock/model-a', outcome: 'finished', upstreamRequestId: 'up-req-1' }],
    });
    expect(gateway.said()).not.toMatch(/secret (question|answer)|provider-key/);
  });
});

describe('a streamed answer', () => {
  test('has no usage unless asked for', async () => {
    upstream.play(chatStream('Hel', 'lo'));
    const response = await gateway.post({ model: 'test', messages: hello, stream: true });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const text = await response.text();
    expect(text).not.toContain('usage');
    const { chunks, isDone } = readEvents(text);
    expect(isDone).toBe(true);
    expect(chunks.map(({ choices }) => choices)).toMatchObject([
      [{ delta: { role: 'assistant' } }],
      [{ delta: { content: 'Hel' } }],
      [{ delta: { content: 'lo' } }],
      [{ finish_reason: 'stop' }],
    ]);
    // The gateway itself asked for it, to know what was used.
    expect(lastSent()).toMatchObject({ stream_options: { include_usage: true } });
    expect(gateway.events('request').at(-1)).toMatchObject({
      usage: { freshInput: 7, cacheRead: 4, output: 5 },
      stream: true,
    });
  });

  test('ends with a usage chunk without choices when asked for', async () => {
    upstream.play(chatStream('Hello'));
    const response = await gateway.post({
      model: 'test',
      messages: hello,
      stream: true,
      stream_options: { include_usage: true },
    });
    const { chunks } = readEvents(await response.text());
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage });
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
  });

  test('gets a role in its first delta and one id, also from providers that are careless with them', async () => {
    const careless = [
      chatChunk({ content: 'a' }),
      chatChunk({ content: 'b' }).replace('chatcmpl-up', 'chatcmpl-other'),
      stopChunk,
      done,
    ];
    upstream.play(chatSteps({ send: careless.join('') }));
    const { chunks } = readEvents(await (await gateway.post({ model: 'test', messages: hello, stream: true })).text());
    expect(chunks[0]).toMatchObject({ choices: [{ delta: { role: 'assistant', content: 'a' } }] });
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  });

  test('arrives event by event, not at the end', async () => {
    upstream.play(chatSteps({ send: roleChunk + chatChunk({ content: 'first' }) }, { stall: true }));
    const leaving = new AbortController();
    const response = await gateway.post({ model: 'test', messages: hello, stream: true }, {}, leaving.signal);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(Buffer.from(first?.value ?? []).toString()).toContain('role');
    leaving.abort();
  });

  test('that is cut ends with an error event and without [DONE]', async () => {
    upstream.play(chatSteps({ send: roleChunk + chatChunk({ content: 'half an' }) }, { waitMs: 20 }, { cut: 'close' }));
    const response = await gateway.post({ model: 'test', messages: hello, stream: true });
    expect(response.status).toBe(200);
    const { chunks, isDone } = readEvents(await response.text());
    expect(isDone).toBe(false);
    expect(chunks.at(-1)).toMatchObject({
      error: { message: expect.stringContaining('mock/model-a'), type: expect.any(String), param: null },
    });
    expect(gateway.events('request').at(-1)).toMatchObject({ error: { kind: 'broken-answer' }, usage: null });
  });

  test('that ends with a bare [DONE] is not a success', async () => {
    upstream.play(chatSteps({ send: roleChunk + chatChunk({ content: 'half' }) + done }));
    const { chunks, isDone } = readEvents(
      await (await gateway.post({ model: 'test', messages: hello, stream: true })).text(),
    );
    expect(isDone).toBe(false);
    expect(chunks.at(-1)).toMatchObject({ error: {} });
  });

  test('that is finished but not closed is closed by us, complete', async () => {
    upstream.play(chatSteps({ send: roleChunk + chatChunk({ content: 'whole' }) + stopChunk }, { stall: true }));
    const { chunks, isDone } = readEvents(
      await (await gateway.post({ model: 'test', messages: hello, stream: true })).text(),
    );
    expect(isDone).toBe(true);
    expect(chunks.at(-1)).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
  });
});

describe('a provider that fails before any content', () => {
  const broken = { model: 'pair', messages: hello, stream: true };

  test.each([
    [
      'refuses our key',
      chatError(401, {
        message: 'Incorrect API key provided: provider-key-0123456789',
        type: 'invalid_request_error',
        code: 'invalid_api_key',
      }),
    ],
    [
      'has no such model',
      chatError(404, { message: 'no model', type: 'invalid_request_error', code: 'model_not_found' }),
    ],
    ['answers HTML with status 200', { headers: { 'content-type': 'text/html' }, body: '<html>welcome</html>' }],
    ['answers an empty 200', { headers: { 'content-type': 'text/event-stream' }, body: '' }],
    [
      'sends an error as its first event',
      chatSteps({ send: 'data: {"error":{"message":"overloaded","type":"server_error"}}\n\n' }),
    ],
    ['cuts its first chunk', chatSteps({ send: 'data: {"id":"chatcmpl' }, { waitMs: 10 }, { cut: 'reset' })],
    ['sends junk', chatSteps({ send: 'data: {"id": oops}\n\n' })],
    ['hangs up', { hangUp: true as const }],
  ])('%s: the next target answers and nobody notices', async (_what, fault) => {
    upstream.play((request) => (JSON.parse(request.body).model === 'model-a' ? fault : chatStream('from b')));
    const response = await gateway.post(broken);
    const { chunks, isDone } = readEvents(await response.text());
    expect(isDone).toBe(true);
    expect(chunks.map((chunk) => JSON.stringify(chunk)).join('')).toContain('from b');
    expect(response.headers.get('x-cato-target')).toBe('mock/model-b');
    expect(Number(response.headers.get('x-cato-attempts'))).toBeGreaterThan(1);
    expect(gateway.said()).not.toContain('provider-key');
  });

  test('refuses our key at every target: 502, never 401, and the key is nowhere', async () => {
    upstream.play(
      chatError(401, { message: 'Incorrect API key provided: provider-key-0123456789', code: 'invalid_api_key' }),
    );
    const response = await gateway.post(broken);
    expect(response.status).toBe(502);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(response.headers.get('x-cato-attempts')).toBe('2');
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'upstream_auth', param: null } });
    expect(text + gateway.said()).not.toContain('provider-key');
  });

  test('is rate-limited everywhere: 429 with the earliest time to come back', async () => {
    const limited = (seconds: string): ReturnType<typeof chatError> =>
      chatError(
        429,
        { message: 'slow down', type: 'rate_limit_error', code: 'rate_limit_exceeded' },
        { 'retry-after': seconds },
      );
    upstream.play((request) => limited(JSON.parse(request.body).model === 'model-c' ? '40' : '30'));
    const response = await gateway.post({ ...broken, model: 'limited' });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('30');
    expect(response.headers.get('retry-after-ms')).toBe('30000');
    expect(await response.json()).toMatchObject({
      error: { code: 'rate_limit_exceeded', message: expect.stringContaining('2 attempts at 2 targets') },
    });
    const before = upstream.requests.length;
    const next = await gateway.post({ ...broken, model: 'limited' });
    expect(next.status).toBe(429);
    expect(Number(next.headers.get('retry-after-ms'))).toBeGreaterThan(20_000);
    expect(Number(next.headers.get('retry-after-ms'))).toBeLessThanOrEqual(30_000);
    expect(await next.text()).toContain('asked to be left alone');
    expect(upstream.requests).toHaveLength(before);
  });

  test('rejects the request itself: its reason and parameter reach the client, and nobody else is asked', async () => {
    upstream.play(
      chatError(400, {
        message: "Invalid value for 'temperature'.",
        type: 'invalid_request_error',
        param: 'temperature',
        code: null,
      }),
    );
    const before = upstream.requests.length;
    const response = await gateway.post({ ...broken, stream: false });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining("Invalid value for 'temperature'."), param: 'temperature' },
    });
    expect(upstream.requests.length).toBe(before + 1);
  });

  test('redirects: it is not followed', async () => {
    const before = upstream.requests.length;
    upstream.play({ status: 307, headers: { location: `${upstream.url}/stolen` } });
    const response = await gateway.post({ model: 'test', messages: hello });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: {
        message: expect.stringContaining('a redirect (307), which is not followed'),
        code: 'upstream_not_found',
      },
    });
    // Neither there, nor here once more.
    expect(upstream.requests.length).toBe(before + 1);
    expect(upstream.requests.some(({ path }) => path === '/stolen')).toBe(false);
  });
});
