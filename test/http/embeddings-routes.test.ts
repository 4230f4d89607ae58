import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { chatAnswer, chatError, hello } from '../support/chat-wire.ts';
import { eventually, startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';
import { answerOf, ask, config, speaking } from './embeddings-upstream.ts';

let upstream: ScriptedUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway(config(upstream.url));
});
beforeEach(() => upstream.play(speaking));
afterAll(async () => {
  await gateway.drain();
  await upstream.close();
});

describe('a route of embedding models', () => {
  test('an overloaded provider is asked again, then the same model elsewhere, and never another model', async () => {
    const before = upstream.requests.length;
    upstream.play((request) =>
      request.path.startsWith('/spare') ? answerOf(speaking, request) : chatError(500, { message: 'broken' }),
    );
    const response = await ask(gateway, { model: 'pair', input: 'a' });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-cato-target')).toBe('spare/vectors-1');
    expect(response.headers.get('x-cato-reason')).toContain(
      'other is another model than vectors-1: vectors do not mix',
    );
    const asked = upstream.requests.slice(before).map(({ path, body }) => `${path} ${JSON.parse(body).model}`);
    expect(asked).toEqual(['/v1/embeddings vectors-1', '/v1/embeddings vectors-1', '/spare/v1/embeddings vectors-1']);
  });

  test('a route’s vectors are those of its first embedding model, though that fails', async () => {
    const before = upstream.requests.length;
    upstream.play(chatError(500, { message: 'broken' }));
    const response = await ask(gateway, { model: 'search', input: 'a' });
    expect(response.status).toBe(502);
    const models = upstream.requests.slice(before).map(({ body }) => JSON.parse(body).model);
    expect(new Set(models)).toEqual(new Set(['vectors-3']));
    expect(gateway.events('request').at(-1)).toMatchObject({
      status: 502,
      routing: { excluded: [{ target: 'anthropic/claude-sonnet-5-5', by: 'capability' }, {}, {}, {}] },
    });
  });

  test('a route with tiers has one model for all texts, whatever their tier', async () => {
    for (const input of ['hi', 'Prove that there are infinitely many primes. '.repeat(40)]) {
      const response = await ask(gateway, { model: 'tiered', input });
      expect([response.status, response.headers.get('x-cato-target')]).toEqual([200, 'spare/vectors-2']);
    }
  });

  test('a rule that leads to models without embeddings keeps its word: 400', async () => {
    expect((await ask(gateway, { model: 'ruled', input: 'a' })).status).toBe(200);
    const response = await ask(gateway, { model: 'ruled', input: 'a' }, '/v1/embeddings', undefined, {
      'x-app': 'chat',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { param: 'model', message: expect.stringContaining('claude makes no embeddings') },
    });
  });

  test('a target that is there for refusals on grounds of content is no first choice: 400', async () => {
    const response = await ask(gateway, { model: 'last', input: 'a' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining('claude makes no embeddings') },
    });
  });

  test('texts are measured one by one: together they may be longer than the window', async () => {
    const input = Array.from({ length: 100 }, () => 'The tide is high. '.repeat(10));
    expect((await ask(gateway, { model: 'pair', input })).status).toBe(200);
  });

  test('a client that leaves cancels the upstream call within a second', async () => {
    upstream.play({ delayMs: 60_000 });
    const before = upstream.requests.length;
    const leaving = new AbortController();
    const asking = ask(gateway, { model: 'vectors', input: 'a' }, '/v1/embeddings', leaving.signal).catch(() => null);
    await eventually(() => upstream.requests.length > before, 'the upstream call');
    leaving.abort();
    let left = false;
    upstream.requests[before]?.clientLeft.then(() => {
      left = true;
    });
    await eventually(() => left, 'the upstream call ends', 1000);
    await asking;
    await eventually(() => gateway.events('request').at(-1)?.status === 499, 'its event');
  });

  test('chat goes on as before beside it', async () => {
    upstream.play(chatAnswer('ok'));
    expect((await gateway.post({ model: 'mock/chat', messages: hello })).status).toBe(200);
  });
});
