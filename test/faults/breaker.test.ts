import { describe, expect, test } from '@jest/globals';
import { eventually } from '../support/running-gateway.ts';
import { ask, type Got } from './ask.ts';
import { after, breakBeforeHead } from './behaviours.ts';
import { expectBrokenOff, expectError, expectWhole } from './expect-got.ts';
import { chat } from './fault-gateway.ts';
import type { Behaviour } from './faulty-upstream.ts';
import { gatewayPerTest } from './gateway-per-test.ts';
import { otherWords, tide } from './replies.ts';

const down = chat.fail(500, { type: 'server_error', message: 'Down.' });
const breaker = { failures: 5, windowSeconds: 30, coolDownSeconds: 1 };
const two = { first: {}, second: {} };

const start = gatewayPerTest({ retries: 0, breaker });

async function askTimes(url: string, times: number, stream: boolean): Promise<Got[]> {
  const got: Got[] = [];
  for (let time = 0; time < times; time += 1) got.push(await ask(url, { stream }));
  return got;
}

describe.each([true, false])('the breaker of a target, streamed: %s:', (stream) => {
  test.each([
    ['500s', down],
    ['resets', breakBeforeHead('reset')],
    ['garbage', chat.spoil(tide, 0, 'data: {"x\n\n')],
    ['refusals of our key', chat.fail(401, { type: 'invalid_request_error', message: 'Bad key.' })],
  ] as readonly [string, Behaviour][])(
    'opens after five %s: no call reaches it, the next answers',
    async (_what, fails) => {
      const { url, upstream } = await start(two, { breaker: { ...breaker, coolDownSeconds: 60 } });
      upstream('first').play(fails);
      upstream('second').play(chat.answer(otherWords));
      for (const got of await askTimes(url, 9, stream)) expectWhole(got, otherWords);
      expect(upstream('first').requests).toHaveLength(5);
      expect(upstream('second').requests).toHaveLength(9);
    },
  );

  test('of every target open: the least bad is tried once, and that is said', async () => {
    const { url, upstream } = await start(two, { breaker: { ...breaker, coolDownSeconds: 60 } });
    upstream('first').play(down);
    upstream('second').play(down);
    await askTimes(url, 6, stream);
    upstream('first').forget();
    upstream('second').forget();
    const failed = await ask(url, { stream });
    expectError(failed, 502, 'upstream_fault');
    expect(upstream('first').requests.length + upstream('second').requests.length).toBe(1);
    for (const name of ['first', 'second']) upstream(name).play(chat.answer(tide));
    const got = await ask(url, { stream });
    expectWhole(got, tide);
    expect(got.headers.get('x-cato-reason')).toMatch(/open/i);
  });

  test('of the only target open: a crowd makes one call at a time, the others are told at once when to come back', async () => {
    const { url, upstream } = await start({ only: {} }, { breaker: { ...breaker, coolDownSeconds: 60 } });
    const only = upstream('only');
    only.play(down);
    await askTimes(url, 5, stream);
    only.forget();
    only.play(breakBeforeHead('stall'), chat.answer(tide));
    const tried = ask(url, { stream });
    await eventually(() => only.requests.length === 1, 'the one call');
    const crowd = await Promise.all(Array.from({ length: 20 }, () => ask(url, { stream })));
    for (const got of crowd) {
      expectError(got, 503, 'overloaded');
      expect(got.error?.message).toMatch(/open breaker/);
      expect(got.headers.get('retry-after')).toBe('1');
    }
    expect(only.requests).toHaveLength(1);
    expectError(await tried, 504, 'timeout');
    expectWhole(await ask(url, { stream }), tide);
    expect(only.requests).toHaveLength(2);
  });

  test('is not opened by the client’s own errors', async () => {
    const { url, upstream } = await start(two);
    upstream('first').play(chat.fail(400, { type: 'invalid_request_error', message: 'No.' }));
    await askTimes(url, 7, stream);
    expect(upstream('first').requests).toHaveLength(7);
  });
});

describe('after its cool-down the breaker', () => {
  const stream = true;

  test('lets one call try, and closes when that succeeds', async () => {
    const { url, upstream } = await start(two);
    upstream('first').play(down);
    upstream('second').play(chat.answer(otherWords));
    await askTimes(url, 6, stream);
    upstream('first').play(chat.answer(tide));
    await new Promise((resolve) => setTimeout(resolve, 1050));
    for (const got of await askTimes(url, 3, stream)) expectWhole(got, tide);
  });

  test('lets no more than one call try at a time', async () => {
    const { url, upstream } = await start(two);
    upstream('first').play(down);
    upstream('second').play(chat.answer(otherWords));
    await askTimes(url, 6, stream);
    upstream('first').forget();
    upstream('first').play(after(150, chat.answer(tide)));
    await new Promise((resolve) => setTimeout(resolve, 1050));
    const got = await Promise.all(Array.from({ length: 6 }, () => ask(url, { stream })));
    expect(upstream('first').requests).toHaveLength(1);
    expect(got.filter(({ text }) => text === tide.text)).toHaveLength(1);
    expect(got.filter(({ text }) => text === otherWords.text)).toHaveLength(5);
  });

  test('stays open when the try fails', async () => {
    const { url, upstream } = await start(two);
    upstream('first').play(down);
    upstream('second').play(chat.answer(otherWords));
    await askTimes(url, 6, stream);
    await new Promise((resolve) => setTimeout(resolve, 1050));
    await askTimes(url, 3, stream);
    expect(upstream('first').requests).toHaveLength(6);
  });
});

test('slow first tokens open it, although the answers come', async () => {
  const { url, upstream } = await start(two, {
    breaker: { ...breaker, coolDownSeconds: 60 },
    timeouts: { firstTokenMs: 200, totalMs: 5000 },
  });
  upstream('first').play(after(170, chat.answer(tide)));
  upstream('second').play(chat.answer(otherWords));
  await askTimes(url, 5, true);
  expectWhole(await ask(url, { stream: true }), otherWords);
});

test('streams that break open it', async () => {
  const { url, upstream } = await start(two, { breaker: { ...breaker, coolDownSeconds: 60 }, recovery: 'error' });
  upstream('first').play(chat.breakAfter(tide, 9, 'close'));
  upstream('second').play(chat.answer(otherWords));
  for (const got of await askTimes(url, 5, true)) expectBrokenOff(got, tide, 'broken_answer');
  expectWhole(await ask(url, { stream: true }), otherWords);
});

test('a client that leaves a probe does not keep it from the next', async () => {
  const { url, upstream } = await start(two);
  upstream('first').play(down);
  upstream('second').play(chat.answer(otherWords));
  await askTimes(url, 6, true);
  upstream('first').forget();
  upstream('first').play(chat.breakAfter(tide, 0, 'stall'), chat.answer(tide));
  await new Promise((resolve) => setTimeout(resolve, 1050));
  const leaving = new AbortController();
  const left = ask(url, { stream: true, signal: leaving.signal }).catch(() => null);
  await eventually(() => upstream('first').requests.length === 1, 'the probe');
  leaving.abort();
  await left;
  await upstream('first').requests[0]?.left;
  expectWhole(await ask(url, { stream: true }), tide);
});
