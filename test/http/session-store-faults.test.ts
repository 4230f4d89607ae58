import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { toStoreError } from '../../adapters/sqlite/to-store-error.ts';
import type { Gateway } from '../../core/chat/gateway.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { SessionStore } from '../../core/ports/session-store.ts';
import { anonymousScope } from '../../core/sessions/sessions.ts';
import { type ChangedGateway, changedStore, startChangedGateway } from '../support/changed-gateway.ts';
import { hello, readEvents } from '../support/chat-wire.ts';

let running: ChangedGateway | null = null;
afterEach(() => running?.close());

const busy = () => Promise.reject(new GatewayError('busy', 'The session store is in trouble.'));
const hangs = () => new Promise<never>(() => {});

async function start(
  change: Partial<SessionStore> | ((store: SessionStore) => Partial<SessionStore>),
  more: Partial<Gateway> = {},
): Promise<ChangedGateway> {
  running = await startChangedGateway(({ sessions }) => {
    const changed = typeof change === 'function' ? change(sessions.store) : change;
    return { sessions: { ...sessions, store: changedStore(sessions.store, changed) }, ...more };
  });
  return running;
}

/** Answers, late. */
const slowAppend =
  (ms: number) =>
  (store: SessionStore): Partial<SessionStore> => ({
    async append(...turn) {
      await pause(ms);
      return store.append(...turn);
    },
  });

const asked = { model: 'any', input: 'My boat is called Nell.' };
const answered = async (response: Response) => (await response.json()) as { readonly id: string };

describe('a store in trouble', () => {
  test.each([
    ['cannot be read', { pathOfHead: busy }],
    ['cannot be written', { append: busy }],
  ])('that %s is told to who continues a session, with when to come back', async (_what, change) => {
    const { send } = await start(change);
    const chat = { model: 'any', messages: hello };
    const refused = await send('POST', '/v1/chat/completions', chat, { 'x-cato-session': 'mine' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    // Without a session nothing depends on it.
    expect((await send('POST', '/v1/chat/completions', chat)).status).toBe(200);
  });

  test.each([
    ['fails', busy],
    ['hangs', hangs],
  ])('that %s costs an answer its storage, not the answer, which says so', async (_what, append) => {
    const { send, notices } = await start({ append });
    const whole = await send('POST', '/v1/responses', asked);
    expect([whole.status, await whole.json()]).toMatchObject([200, { status: 'completed', store: false }]);
    const streamed = await send('POST', '/v1/responses', { ...asked, stream: true });
    const events = (await streamed.text()).split('\n\n').filter(Boolean);
    const last = JSON.parse(events.at(-1)?.split('data: ')[1] ?? '');
    expect(last).toMatchObject({
      type: 'response.completed',
      sequence_number: events.length - 1,
      response: { store: false, status: 'completed' },
    });
    expect(notices()).toContain('an answer was not kept in its session');
  });

  test('that is far away is waited for as long as it says', async () => {
    const { send } = await start((store) => ({ ...slowAppend(400)(store), keepWithinMs: 60_000 }));
    const kept = await answered(await send('POST', '/v1/responses', asked));
    expect(kept).toMatchObject({ status: 'completed', store: true });
    expect((await send('GET', `/v1/responses/${kept.id}`)).status).toBe(200);
  });

  test('that hangs is not waited for once the whole call may take no longer', async () => {
    const deadline = (ms: number) => (gateway: Gateway) => ({
      sessions: {
        ...gateway.sessions,
        store: changedStore(gateway.sessions.store, { append: hangs, keepWithinMs: 60_000 }),
      },
      models: new Proxy(gateway.models, {
        get(target, name) {
          if (name !== 'resolve') return Reflect.get(target, name);
          return (...asked: Parameters<typeof target.resolve>) => {
            const resolution = target.resolve(...asked);
            return { ...resolution, limits: { ...resolution.limits, totalMs: ms } };
          };
        },
      }),
    });
    running = await startChangedGateway(deadline(1_000));
    const told = await running.send('POST', '/v1/responses', asked);
    expect([told.status, await told.json()]).toMatchObject([200, { status: 'completed', store: false }]);
  });

  test('that keeps an answer too late is told to forget it, which is known as work that goes on', async () => {
    const afterwards: Promise<unknown>[] = [];
    const forgotten: string[] = [];
    const late = (store: SessionStore): Partial<SessionStore> => ({
      ...slowAppend(400)(store),
      async deleteTurn(scope, turnId) {
        forgotten.push(turnId);
        return store.deleteTurn(scope, turnId);
      },
    });
    const { send, gateway } = await start(late, { afterwards: (work) => void afterwards.push(work) });
    const told = await answered(await send('POST', '/v1/responses', asked));
    expect(told).toMatchObject({ status: 'completed', store: false });
    await Promise.all(afterwards);
    expect(forgotten).toEqual([told.id]);
    expect(await gateway.sessions.store.turn(anonymousScope, told.id)).toBeNull();
  });

  test('that has kept an answer and does not say so is told to forget it', async () => {
    const afterwards: Promise<unknown>[] = [];
    const keepsSilent = (store: SessionStore): Partial<SessionStore> => ({
      async append(...turn) {
        await store.append(...turn);
        return busy();
      },
    });
    const { send, gateway } = await start(keepsSilent, { afterwards: (work) => void afterwards.push(work) });
    const told = await answered(await send('POST', '/v1/responses', asked));
    expect(told).toMatchObject({ store: false });
    await Promise.all(afterwards);
    expect(await gateway.sessions.store.turn(anonymousScope, told.id)).toBeNull();
  });

  test('that hangs keeps nobody waiting for an error, also of a request with a key', async () => {
    const { send } = await start({ append: busy, releaseClaim: hangs, finish: hangs });
    const chat = { model: 'any', messages: hello };
    const refused = await send('POST', '/v1/chat/completions', chat, { 'x-cato-session': 'a', 'idempotency-key': 'k' });
    expect(refused.status).toBe(503);
  });

  test('that has not all of a session any more is told to the client, whole or streamed', async () => {
    let isWhole = true;
    running = await startChangedGateway(({ sessions }) => ({
      sessions: {
        ...sessions,
        store: changedStore(sessions.store, {
          async pathOfHead(...asked) {
            const path = await sessions.store.pathOfHead(...asked);
            return path && { ...path, isWhole };
          },
        }),
      },
    }));
    const chat = (stream: boolean) =>
      running?.send(
        'POST',
        '/v1/chat/completions',
        { model: 'any', messages: hello, stream },
        { 'x-cato-session': 's' },
      );
    const changes: unknown[] = [];
    for (const stream of [false, true, false, true]) {
      const answered = await chat(stream);
      await answered?.text();
      changes.push(answered?.headers.get('x-cato-changes') ?? null);
      isWhole = changes.length < 2;
    }
    const said = expect.stringContaining('earlier turns left out');
    expect(changes).toEqual([null, null, said, said]);
  });

  test('costs a session that is not ended nothing but its latest turn', async () => {
    const { send, notices } = await start({ finish: busy });
    const chat = { model: 'any', messages: hello };
    const answered = await send('POST', '/v1/chat/completions', chat, { 'x-cato-session': 'mine' });
    expect(answered.status).toBe(200);
    expect(notices()).toContain('an answer was not kept in its session');
  });

  test('is seen in the readiness, which stays: what needs no session is answered', async () => {
    const { send } = await start({ state: () => 'failing' });
    const ready = await send('GET', '/health/ready');
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { status: 'ready', dependencies: { 'session-store': { state: 'failing' } } },
    ]);
  });

  test('that is damaged is told with when to come back', async () => {
    const damage = Object.assign(new Error('database disk image is malformed'), { errcode: 11 });
    const { send } = await start({ turn: () => Promise.reject(toStoreError(damage, 'sessions.sqlite')) });
    const refused = await send('GET', '/v1/responses/resp_x');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '60']);
    expect(await refused.json()).toMatchObject({ error: { code: 'session_store_damaged' } });
  });

  test('leaves a stored view to be asked for later', async () => {
    const { send } = await start({ turn: busy });
    const refused = await send('GET', '/v1/responses/resp_x');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  });
});

describe('a fault after the answer', () => {
  test('is for the log: the stream has ended', async () => {
    running = await startChangedGateway(({ router }) => {
      const faulty = new Proxy(router, {
        get(target, name) {
          if (name === 'remember')
            return () => {
              throw new Error('a fault after the answer');
            };
          const own: unknown = Reflect.get(target, name);
          return typeof own === 'function' ? own.bind(target) : own;
        },
      });
      return { router: faulty };
    });
    const { send, notices } = running;
    for (const stream of [false, true]) {
      const answered = await send('POST', '/v1/chat/completions', { model: 'any', messages: hello, stream });
      const body = await answered.text();
      expect(answered.status).toBe(200);
      expect(body).not.toContain('"error"');
      if (stream) expect(readEvents(body).isDone).toBe(true);
    }
    expect((await send('GET', '/health')).status).toBe(200);
    expect(notices().filter((message) => message === 'a request failed inside the gateway')).toHaveLength(2);
  });
});
