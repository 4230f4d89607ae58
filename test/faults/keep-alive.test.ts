import { describe, expect, test } from '@jest/globals';
import { KeepAlive } from '../../core/chat/keep-alive.ts';
import { fakeCall } from '../support/fake-call.ts';
import { fakeTarget } from '../support/fake-target.ts';
import { ask } from './ask.ts';
import { breakBeforeHead } from './behaviours.ts';
import { expectError, expectWhole } from './expect-got.ts';
import { chat } from './fault-gateway.ts';
import { gatewayPerTest } from './gateway-per-test.ts';
import { tide } from './replies.ts';

const waiting = ': cato: waiting';

/** Longer than the ten seconds after which a comment is sent. */
const timeouts = { connectMs: 500, firstTokenMs: 10_400, idleMs: 10_400, answerMs: 500, totalMs: 60_000 };

const start = gatewayPerTest({ retries: 0, timeouts });
const two = { first: {}, second: {} };

describe('a silence of more than ten seconds', () => {
  test('is filled with a comment, and failover goes on behind it', async () => {
    const [answered, failed] = await Promise.all([start(two), start(two)]);
    answered.upstream('first').play(breakBeforeHead('stall'));
    answered.upstream('second').play(chat.answer(tide));
    failed.upstream('first').play(breakBeforeHead('stall'));
    failed.upstream('second').play(chat.fail(500, { type: 'server_error', message: 'Down.' }));
    const [got, error] = await Promise.all([ask(answered.url, { stream: true }), ask(failed.url, { stream: true })]);
    expectWhole(got, tide);
    expect(got.comments).toEqual(['cato: waiting']);
    expect(got.raw.startsWith(waiting)).toBe(true);
    expect(got.headers.get('x-cato-request-id')).not.toBeNull();
    // Nobody had answered when the head went out.
    expect(got.headers.get('x-cato-target')).toBeNull();
    expectError(error, 200, 'upstream_fault');
    expect(error.text).toBe('');
    expect(answered.lastEvent()).toMatchObject({ target: 'at-second/model-second', firstByteMs: expect.any(Number) });
  });
});

describe('comments to a waiting client', () => {
  interface Written {
    readonly written: string[];
    readonly heads: number;
  }

  function keepAlive() {
    const { call, clock, client } = fakeCall([fakeTarget()]);
    const state = { written: [] as string[], heads: 0, hasBegun: false };
    const answer = {
      begin: () => {
        state.heads += 1;
        state.hasBegun = true;
      },
      write: (chunk: string) => void state.written.push(chunk),
    };
    const trace = {
      get hasBegun() {
        return state.hasBegun;
      },
      beginsWaiting: () => ({ resolution: null, journal: call.journal, target: null, overheadMs: null }),
    };
    type Parameters = ConstructorParameters<typeof KeepAlive>;
    const arrival = { codec: call.codec, signal: call.signal, answer };
    const alive = new KeepAlive(arrival as unknown as Parameters[0], trace as unknown as Parameters[1], clock);
    return { alive, clock, client, state: state as Written };
  }

  test('come every ten seconds, after one head', async () => {
    const { alive, clock, state } = keepAlive();
    await clock.advance(9999);
    expect(state).toMatchObject({ written: [], heads: 0 });
    await clock.advance(1);
    expect(state).toMatchObject({ written: ['[comment cato: waiting]'], heads: 1 });
    await clock.advance(20_000);
    expect(state).toMatchObject({ heads: 1 });
    expect(state.written).toHaveLength(3);
    alive.end();
    await clock.advance(60_000);
    expect(state.written).toHaveLength(3);
    expect(clock.pending).toBe(0);
  });

  test('do not come while the answer flows', async () => {
    const { alive, clock, state } = keepAlive();
    for (let time = 0; time < 10; time += 1) {
      alive.wrote();
      await clock.advance(6000);
    }
    expect(state.written).toEqual([]);
    alive.end();
  });

  test('do not come while the client does not read', async () => {
    const { alive, clock, state } = keepAlive();
    let drained = (): void => {};
    const writing = alive.whileWriting(new Promise((resolve) => (drained = resolve)));
    await clock.advance(60_000);
    expect(state.written).toEqual([]);
    drained();
    await writing;
    alive.end();
  });

  test('do not come once the client has left', async () => {
    const { alive, clock, client, state } = keepAlive();
    client.abort(new Error('gone'));
    await clock.advance(60_000);
    expect(state).toMatchObject({ written: [], heads: 0 });
    alive.end();
  });
});
