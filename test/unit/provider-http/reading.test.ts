import { expect, test } from '@jest/globals';
import { drainBody } from '../../../adapters/provider-http/drain-body.ts';
import { readBeginning } from '../../../adapters/provider-http/read-beginning.ts';
import { readWhole } from '../../../adapters/provider-http/read-whole.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createBody } from './create-body.ts';

/** A clock whose timers fire only by hand. */
function createHandClock() {
  const timers: (() => void)[] = [];
  let cancelled = 0;
  const cancel = () => {
    cancelled += 1;
  };
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    schedule(_delayMs, callback) {
      timers.push(callback);
      return { refresh() {}, cancel };
    },
  };
  return { clock, timers, cancelled: () => cancelled };
}

const broken = new GatewayError('broken-answer', 'cut');

test('a body of one chunk is handed over without a copy', async () => {
  const { body, response } = createBody();
  const chunk = Buffer.from('whole');
  body.push(chunk);
  body.end();
  expect(await readWhole(response, 5)).toBe(chunk);
});

test('a body of several chunks is joined, and an empty one is empty', async () => {
  const { body, response } = createBody();
  const reading = readWhole(response, 10);
  for (const part of ['a', 'b', 'c']) {
    body.push(Buffer.from(part));
    await Promise.resolve();
  }
  body.end();
  expect((await reading).toString()).toBe('abc');
  const empty = createBody();
  empty.body.end();
  expect((await readWhole(empty.response, 10)).length).toBe(0);
});

test('a body over the limit is given up', async () => {
  const { body, response, state } = createBody();
  body.push(Buffer.from('longer'));
  await expect(readWhole(response, 5)).rejects.toMatchObject({ kind: 'broken-answer' });
  expect(state.isAbandoned).toBe(true);
});

test('the beginning of a body ends at the limit, at its end, or where it breaks', async () => {
  const long = createBody();
  long.body.push(Buffer.from('longer'));
  expect((await readBeginning(long.response, 4, createHandClock().clock)).toString()).toBe('long');
  expect(long.state.isAbandoned).toBe(true);

  const cut = createBody();
  cut.body.push(Buffer.from('ha'));
  cut.body.fail(broken);
  expect((await readBeginning(cut.response, 4, createHandClock().clock)).toString()).toBe('ha');

  const aborted = createBody();
  aborted.body.abort('gone');
  await expect(readBeginning(aborted.response, 4, createHandClock().clock)).rejects.toBe('gone');
});

test('the beginning of a body that stalls is what came within a second', async () => {
  const stalled = createBody();
  const clock = new FakeClock();
  const reading = readBeginning(stalled.response, 99, clock);
  stalled.body.push(Buffer.from('busy'));
  await clock.advance(999);
  expect(stalled.state.isAbandoned).toBe(false);
  await clock.advance(1);
  expect((await reading).toString()).toBe('busy');
  expect(stalled.state.isAbandoned).toBe(true);
  expect(clock.pending).toBe(0);
});

test('draining a body that ends leaves its connection alone and its timer cancelled', async () => {
  const { body, state } = createBody();
  const hand = createHandClock();
  const drained = drainBody(body, hand.clock);
  body.push(Buffer.from('\n'));
  body.end();
  await drained;
  expect(state.isAbandoned).toBe(false);
  expect(hand.cancelled()).toBe(1);
});

test('draining gives up on a body that does not end, goes on and on, or breaks', async () => {
  const silent = createBody();
  const hand = createHandClock();
  const drained = drainBody(silent.body, hand.clock);
  hand.timers[0]?.();
  await drained;
  expect(silent.state.isAbandoned).toBe(true);

  const endless = createBody();
  endless.body.push(Buffer.alloc(64 * 1024 + 1));
  await drainBody(endless.body, hand.clock);
  expect(endless.state.isAbandoned).toBe(true);

  const cut = createBody();
  cut.body.fail(broken);
  await expect(drainBody(cut.body, hand.clock)).resolves.toBeUndefined();
});
