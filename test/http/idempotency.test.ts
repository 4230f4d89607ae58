import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { toFile } from 'openai';
import { Recorder } from '../../adapters/http/recorder.ts';
import { InMemorySessionStore } from '../../adapters/in-memory/in-memory-session-store.ts';
import { claimRequest } from '../../core/chat/answer-once.ts';
import { chatAnswer, chatChunk, chatError, chatSteps, chatStream, hello, roleChunk } from '../support/chat-wire.ts';
import { FakeClock } from '../support/fake-clock.ts';
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

  describe('of something that is made', () => {
    const send = (path: string, body: unknown) =>
      providers.send('POST', `/v1${path}`, body, { 'idempotency-key': key });
    const conversation = { metadata: { topic: 'tides' }, items: [{ role: 'user', content: 'High at noon.' }] };

    test('makes a conversation once', async () => {
      const first = await send('/conversations', conversation);
      const body = await first.text();
      const again = await send('/conversations', conversation);
      expect([again.status, await again.text()]).toEqual([200, body]);
      expect([first, again].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
      expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
      expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
      const other = await send('/conversations', {});
      expect([other.status, await other.json()]).toMatchObject([409, { error: { code: 'idempotency_key_reused' } }]);
    });

    test('makes one of several conversations asked for at once', async () => {
      const all = await Promise.all(Array.from({ length: 5 }, () => send('/conversations', conversation)));
      const bodies = await Promise.all(all.filter(({ status }) => status === 200).map((one) => one.text()));
      expect(new Set(bodies).size).toBe(1);
      expect(all.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
    });

    test('adds items to a conversation once', async () => {
      const { id } = (await (await providers.send('POST', '/v1/conversations', {})).json()) as { id: string };
      const items = { items: conversation.items };
      const first = await (await send(`/conversations/${id}/items`, items)).text();
      expect(await (await send(`/conversations/${id}/items`, items)).text()).toBe(first);
      const listed = (await (await providers.send('GET', `/v1/conversations/${id}/items`)).json()) as { data: unknown };
      expect(listed.data).toHaveLength(1);
    });

    test('makes a batch once', async () => {
      const line = {
        custom_id: 'a',
        method: 'POST',
        url: '/v1/chat/completions',
        body: { model: 'gpt', messages: hello },
      };
      const file = await toFile(Buffer.from(JSON.stringify(line)), 'in.jsonl');
      const { id } = await providers.client.files.create({ file, purpose: 'batch' });
      const asked = { input_file_id: id, endpoint: '/v1/chat/completions', completion_window: '24h' };
      const first = await (await send('/batches', asked)).text();
      expect(await (await send('/batches', asked)).text()).toBe(first);
      expect((await providers.client.batches.list()).data).toHaveLength(1);
    });

    test('is free again after an error', async () => {
      expect((await send('/conversations', { metadata: 'none' })).status).toBe(400);
      expect((await send('/conversations', conversation)).status).toBe(200);
    });
  });

  test('keeps so many bytes of an answer, texts among them, and no more', () => {
    const [fits, larger] = [new Recorder(10), new Recorder(10)];
    for (const piece of ['äöü', Buffer.from('äö')]) fits.write(piece);
    expect(fits.answer()?.body).toEqual(Buffer.from('äöüäö'));
    larger.write('漢字漢字');
    expect(larger.answer()).toBeNull();
  });

  test('is held as long as its request is answered, and no longer', async () => {
    const clock = new FakeClock();
    const store = new InMemorySessionStore({ clock });
    let ids = 0;
    const sessions = { store, keepMs: 1, createId: () => `claim_${ids++}`, fingerprint: () => 'f' };
    const recorder = new Recorder(10);
    const request = { path: '/', header: () => null, answer: { record: () => recorder } };
    const ask = () => claimRequest('k', request, Buffer.from('{}'), { sessions, clock });
    const claim = await ask();
    await clock.advance(3_600_000);
    await expect(ask()).rejects.toMatchObject({ code: 'idempotency_key_in_use' });
    if ('release' in claim) await claim.release();
    expect(clock.pending).toBe(0);
    const next = await ask();
    expect(next).toHaveProperty('finish');
    // As if its process had been killed.
    clock.forget();
    await clock.advance(9_999);
    await expect(ask()).rejects.toMatchObject({ code: 'idempotency_key_in_use' });
    await clock.advance(1);
    expect(await ask()).toHaveProperty('finish');
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
