import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chatAnswer, chatError, hello } from '../support/chat-wire.ts';
import { mockConfig, startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';

let upstream: ScriptedUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway(mockConfig(upstream.url));
});
afterAll(async () => {
  await gateway.drain();
  await upstream.close();
});

async function json(path: string): Promise<Record<string, unknown>> {
  return (await gateway.get(path)).json() as Promise<Record<string, unknown>>;
}

describe('models', () => {
  test('are listed: routes and targets, with what is known of them', async () => {
    const { object, data } = await json('/v1/models');
    expect(object).toBe('list');
    expect(data).toMatchObject([
      {
        id: 'test',
        object: 'model',
        owned_by: 'cato',
        kind: 'route',
        target: 'mock/model-a',
        context_window: null,
        prices: null,
      },
      { id: 'pair', kind: 'route' },
      { id: 'first', kind: 'target', owned_by: 'mock' },
      { id: 'second', kind: 'target' },
    ]);
  });

  test.each(['test', 'first', 'mock/any/model:v1', 'mock%2Fany'])('%s is found by its id', async (id) => {
    const response = await gateway.get(`/v1/models/${id}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id: decodeURIComponent(id), object: 'model' });
  });

  test.each(['nope', '%', 'mock/'])('%s is not found', async (id) => {
    const response = await gateway.get(`/v1/models/${id}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'model_not_found' } });
  });
});

describe('paths', () => {
  test.each([
    ['GET', '/nowhere', 404],
    ['POST', '/v1/unknown', 404],
    ['GET', '/', 404],
    ['GET', '/v1/chat/completions', 405],
    ['POST', '/v1/responses/resp_1', 405],
    ['POST', '/v1/responses/compact', 404],
    ['POST', '/responses/compact', 404],
    ['DELETE', '/v1/models', 405],
    ['PUT', '/health', 405],
  ])('%s %s answers %i in the client’s error shape', async (method, path, status) => {
    const response = await fetch(`${gateway.url}${path}`, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining(path), type: 'invalid_request_error', param: null },
    });
  });

  test('that do not exist share one name in the metrics', async () => {
    for (let count = 0; count < 5; count += 1) await gateway.get(`/made-up-${count}`);
    const metrics = await (await gateway.get('/metrics')).text();
    expect(metrics).toContain('path="(unknown)"');
    expect(metrics).not.toContain('made-up');
  });

  test('/chat/completions works without /v1', async () => {
    upstream.play(chatAnswer('short'));
    const response = await fetch(`${gateway.url}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'test', messages: hello }),
    });
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: 'short' } }] });
  });
});

describe('health', () => {
  test('is ready at once, and says of a provider only what real traffic has shown', async () => {
    const fresh = await startTestGateway(mockConfig(upstream.url));
    const before = upstream.requests.length;
    expect(await (await fresh.get('/health/ready')).json()).toMatchObject({
      status: 'ready',
      dependencies: { 'provider:mock': { state: 'unknown' } },
    });
    expect(upstream.requests.length).toBe(before);
    upstream.play(chatError(401, { message: 'bad key' }));
    await fresh.post({ model: 'test', messages: hello });
    const failing = await fresh.get('/health/ready');
    expect(failing.status).toBe(200);
    // Open to everybody: what providers say may quote prompts.
    expect(await failing.json()).toEqual({ status: 'ready', dependencies: { 'provider:mock': { state: 'failing' } } });
    expect(await (await fresh.get('/api/admin/cato/health')).json()).toMatchObject({
      status: 'ready',
      dependencies: { 'provider:mock': { state: 'failing', lastError: expect.stringContaining('bad key') } },
    });
    upstream.play(chatAnswer('ok'));
    await fresh.post({ model: 'test', messages: hello });
    expect(await (await fresh.get('/api/admin/cato/health')).json()).toMatchObject({
      dependencies: { 'provider:mock': { state: 'ok' } },
    });
    expect(await (await fresh.get('/api/admin/cato/status')).json()).toMatchObject({
      defaultProvider: 'mock',
      targets: [
        {
          target: 'mock/model-a',
          calls: 2,
          failures: 1,
          state: 'ok',
          failureRate: 0.5,
          breaker: { phase: 'closed', nextCallAt: null, recentFailures: 1 },
          load: { inFlight: 0, requestsLastMinute: 2 },
        },
      ],
    });
    upstream.play(chatError(429, { message: 'slow down' }, { 'retry-after': '40' }));
    await fresh.post({ model: 'test', messages: hello });
    expect(await (await fresh.get('/api/admin/cato/status')).json()).toMatchObject({
      targets: [{ breaker: { phase: 'paused', nextCallAt: expect.stringMatching(/^20\d\d-/) } }],
    });
    await fresh.drain();
  });
});

describe('metrics', () => {
  test('count models that a client alone has named together, by their provider', async () => {
    for (const model of ['mock/invented-1', 'mock/invented-2']) {
      upstream.play(chatAnswer('ok'));
      await gateway.post({ model, messages: hello });
    }
    const metrics = await (await gateway.get('/metrics')).text();
    expect(metrics).toContain('cato_attempts_total{target="mock/other",outcome="finished"} 2');
    expect(metrics).not.toContain('invented');
  });

  test('count what was answered, by target and by bucket of tokens', async () => {
    upstream.play(chatAnswer('ok'));
    await gateway.post({ model: 'second', messages: hello });
    const metrics = await (await gateway.get('/metrics')).text();
    expect(metrics).toContain('cato_attempts_total{target="mock/model-b",outcome="finished"} 1');
    expect(metrics).toContain('cato_tokens_total{target="mock/model-b",bucket="fresh_input"} 7');
    expect(metrics).toContain('cato_tokens_total{target="mock/model-b",bucket="cache_read"} 4');
    expect(metrics).toMatch(/cato_running_requests 0\n/);
    for (const line of metrics.trim().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[^}]*\})? [0-9.e+-]+)$/);
  });
});

describe('the API’s own description', () => {
  let locked: TestGateway;

  beforeAll(async () => {
    locked = await startTestGateway(mockConfig(upstream.url), { CATO_MASTER_KEY: 'master-key-abcdefghij' });
  });
  afterAll(() => locked.drain());

  test('names the paths of Messages, and a 404 none that only mends a mistake', async () => {
    const { paths } = await json('/openapi.json');
    expect(Object.keys(paths as object)).toEqual(expect.arrayContaining(['/v1/messages', '/v1/messages/count_tokens']));
    const { error } = (await (await fetch(`${gateway.url}/nowhere`)).json()) as { error: { message: string } };
    expect(error.message).toContain('/v1/messages/count_tokens');
    expect(error.message).not.toContain('/v1/v1/');
  });

  test('names only paths that are served', async () => {
    const { paths, openapi } = await json('/openapi.json');
    expect(openapi).toBe('3.1.0');
    const asked = await gateway.post({ model: 'test', messages: hello });
    const requestId = asked.headers.get('x-cato-request-id') ?? '';
    for (const [path, operations] of Object.entries(paths as Record<string, Record<string, unknown>>)) {
      // Those of files and batches are asked in batches.test.ts.
      if (/^\/v1\/(files|batches)/.test(path)) continue;
      for (const method of Object.keys(operations).filter((name) => name !== 'parameters')) {
        const named = path.replace('requests/{id}', `requests/${requestId}`).replace('models/{id}', 'models/test');
        const concrete = await withFreshIds(named);
        const body = method === 'post' ? { body: JSON.stringify(bodyFor(path)) } : {};
        // Only responses of another kind can be cancelled; who asks finds the path all the same.
        // and the test model makes no vectors.
        const status = path.endsWith('/cancel') || path.endsWith('/embeddings') ? 400 : 200;
        const answered = await fetch(`${gateway.url}${concrete}`, { method, ...body });
        expect({ path, method, status: answered.status }).toEqual({ path, method, status });
      }
    }
  });

  async function post(path: string): Promise<{ id: string }> {
    const response = await fetch(`${gateway.url}${path}`, { method: 'POST', body: JSON.stringify(bodyFor(path)) });
    return response.json() as Promise<{ id: string }>;
  }

  async function withFreshIds(path: string): Promise<string> {
    if (path.startsWith('/v1/responses/{id}')) return path.replace('{id}', (await post('/v1/responses')).id);
    if (!path.startsWith('/v1/conversations/{id}')) return path;
    const { id } = await post('/v1/conversations');
    const { first_id: item } = await json(`/v1/conversations/${id}/items`);
    return path.replace('{id}', id).replace('{item}', String(item));
  }

  function bodyFor(path: string): unknown {
    if (path.includes('/conversations')) return { items: [{ role: 'user', content: 'Hello' }], metadata: {} };
    return path.includes('/responses') ? { model: 'test', input: 'Hello' } : { model: 'test', messages: hello };
  }

  test('describes the refusals of every path', async () => {
    const requests: [base: string, method: string | null, headers: Record<string, string>][] = [
      [gateway.url, null, { 'x-cato-nonsense': '1' }],
      [gateway.url, null, { origin: 'http://elsewhere.example' }],
      [gateway.url, 'PATCH', {}],
      [locked.url, null, {}],
    ];
    const { paths } = await json('/openapi.json');
    for (const [path, operations] of Object.entries(paths as Record<string, Record<string, Operation>>)) {
      const [operation] = Object.entries(operations).filter(([name]) => name === 'get' || name === 'post');
      if (operation === undefined) throw new Error(`${path} has no operation`);
      const [usual, { responses }] = operation;
      for (const [base, method, headers] of requests) {
        const response = await fetch(base + path.replace(/\{\w+\}/g, 'test'), { method: method ?? usual, headers });
        expect({ path, described: Object.keys(responses) }).toEqual({
          path,
          described: expect.arrayContaining([String(response.status)]),
        });
      }
    }
  });
});

interface Operation {
  readonly responses: Readonly<Record<string, unknown>>;
}

test('a drain lets running streams finish, refuses readiness, and then stops', async () => {
  const draining = await startTestGateway(mockConfig(upstream.url));
  upstream.play({ ...chatAnswer('finished in peace'), delayMs: 300 });
  const running = draining.post({ model: 'test', messages: hello });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const drained = draining.drain();
  expect(await (await running).json()).toMatchObject({ choices: [{ message: { content: 'finished in peace' } }] });
  await drained;
  await expect(draining.get('/health')).rejects.toThrow();
});
