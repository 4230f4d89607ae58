import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { chatAnswer, chatChunk, chatError, chatSteps, chatStream, hello, roleChunk } from '../support/chat-wire.ts';
import { eventually } from '../support/running-gateway.ts';
import { lastBody, startTwoProviders, type TwoProviders } from '../support/two-providers.ts';

let providers: TwoProviders;
let key: string;
let count = 0;

beforeAll(async () => {
  providers = await startTwoProviders();
});
beforeEach(() => {
  count += 1;
  key = `key-${count}`;
  providers.gpt.play(chatAnswer('first'), chatAnswer('second'));
});
afterAll(() => providers.close());

function ask(more: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<Response> {
  const body = { model: 'gpt', messages: hello, ...more };
  return providers.gateway.post(body, { 'idempotency-key': key, ...headers });
}

const own = ['x-request-id', 'x-cato-request-id', 'idempotent-replayed', 'date', 'transfer-encoding', 'content-length'];
const shared = (response: Response) => [...response.headers].filter(([name]) => !own.includes(name));

describe('an idempotency key', () => {
  test.each([
    ['a whole answer', false, () => chatAnswer('only once')],
    ['a streamed answer', true, () => chatStream('only', ' once')],
  ] as const)('has %s given again, byte for byte', async (_what, stream, answer) => {
    providers.gpt.play(answer(), chatAnswer('another'));
    const before = providers.gpt.requests.length;
    const first = await ask({ stream });
    const body = await first.text();
    const again = await ask({ stream });
    expect(again.status).toBe(200);
    expect(await again.text()).toBe(body);
    expect(shared(again)).toEqual(shared(first));
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
    expect(providers.gpt.requests.length).toBe(before + 1);
  });

  test('has a response given again with its id', async () => {
    const body = { model: 'gpt', input: 'Hello' };
    const send = async () => (await providers.send('POST', '/v1/responses', body, { 'idempotency-key': key })).json();
    expect(await send()).toEqual(await send());
  });

  test('moves a session once', async () => {
    const headers = { 'x-cato-session': 'moved-once' };
    await ask({}, headers);
    await ask({}, headers);
    key = `${key}-next`;
    await ask({}, headers);
    expect(lastBody(providers.gpt).messages).toHaveLength(3);
  });

  test.each([
    ['another body', { temperature: 1 }, {}],
    ['another session', {}, { 'x-cato-session': 'other' }],
  ])('of a request with %s is refused', async (_what, more, headers) => {
    await ask();
    const before = providers.gpt.requests.length;
    const other = await ask(more, headers);
    expect([other.status, other.headers.get('x-should-retry')]).toEqual([409, 'false']);
    expect(await other.json()).toMatchObject({ error: { code: 'idempotency_key_reused', param: 'idempotency-key' } });
    expect(providers.gpt.requests.length).toBe(before);
  });

  test('in use says when to come back', async () => {
    providers.gpt.play({ ...chatAnswer('slow'), delayMs: 150 });
    const before = providers.gpt.requests.length;
    const first = ask();
    await eventually(() => providers.gpt.requests.length > before, 'the upstream call');
    const second = await ask();
    expect(second.status).toBe(409);
    expect(second.headers.get('retry-after')).toBe('1');
    expect(second.headers.get('x-should-retry')).toBeNull();
    expect(await second.json()).toMatchObject({ error: { code: 'idempotency_key_in_use' } });
    expect((await first).status).toBe(200);
    expect((await ask()).headers.get('idempotent-replayed')).toBe('true');
  });

  test.each([
    ['failed', chatError(500, { message: 'down' }), false],
    ['broke', chatSteps({ send: roleChunk + chatChunk({ content: 'x' }) }, { waitMs: 5 }, { cut: 'close' }), true],
  ] as const)('of a request that %s may be used again at once', async (_what, script, stream) => {
    providers.gpt.play(script, chatAnswer('better'));
    await (await ask({ stream })).text();
    providers.gpt.play(stream ? chatStream('better') : chatAnswer('better'));
    const again = await ask({ stream });
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, null]);
    expect(await again.text()).toContain('better');
  });

  test('of a client that left may be used again', async () => {
    providers.gpt.play(chatSteps({ stall: true }));
    const before = providers.gpt.requests.length;
    const leaving = new AbortController();
    const body = { model: 'gpt', messages: hello };
    const asking = providers.gateway.post(body, { 'idempotency-key': key }, leaving.signal).catch(() => null);
    await eventually(() => providers.gpt.requests.length > before, 'the upstream call');
    leaving.abort();
    await asking;
    await eventually(() => providers.gateway.events('request').at(-1)?.status === 499, 'its event');
    providers.gpt.play(chatAnswer('better'));
    expect((await ask()).status).toBe(200);
  });

  test('has 1 to 255 visible characters', async () => {
    key = 'x'.repeat(256);
    expect((await ask()).status).toBe(400);
  });
});
