import { describe, expect, test } from '@jest/globals';
import { ask } from './ask.ts';
import { breakBeforeHead } from './behaviours.ts';
import { expectBrokenOff, expectError, expectWhole } from './expect-got.ts';
import { chat, type FaultTarget } from './fault-gateway.ts';
import type { FaultStep } from './fault-step.ts';
import type { Behaviour } from './faulty-upstream.ts';
import { gatewayPerTest } from './gateway-per-test.ts';
import { otherWords, tide } from './replies.ts';

const start = gatewayPerTest();

/** Something on the connection every 80 ms, and never again any content. */
const noise: readonly FaultStep[] = Array.from({ length: 60 }, () => [
  { do: 'wait', ms: 80 } as const,
  { do: 'send', bytes: ': ping\n\n' } as const,
]).flat();

function thenNoise(behaviour: Behaviour): Behaviour {
  return (request) => [...behaviour(request).filter((step) => step.do !== 'stall'), ...noise];
}

describe('what comes without content does not extend', () => {
  test('the time to the first token', async () => {
    const { url, upstream } = await start({ first: {}, second: {} });
    upstream('first').play(thenNoise(chat.breakAfter(tide, 0, 'stall')));
    upstream('second').play(chat.answer(otherWords));
    expectWhole(await ask(url, { stream: true }), otherWords);
    await expect(upstream('first').requests[0]?.left).resolves.toBe(true);
  });

  test('the time between two pieces, and the error names that limit', async () => {
    const { url, upstream } = await start({ first: {} });
    upstream('first').play(thenNoise(chat.breakAfter(tide, 9, 'stall')));
    const got = await ask(url, { stream: true });
    expectBrokenOff(got, tide, 'timeout');
    expect(got.error?.message).toContain('timeouts.idleMs');
    await expect(upstream('first').requests[0]?.left).resolves.toBe(true);
  });

  test('the second in which a stream may end after its stop reason', async () => {
    const timeouts = { firstTokenMs: 5000, idleMs: 8000, totalMs: 20_000 };
    const { url, upstream } = await start({ first: {} }, { timeouts });
    upstream('first').play(thenNoise(chat.without(tide, ['usage', 'end'], 'stall')));
    const startedAt = performance.now();
    expectWhole(await ask(url, { stream: true }), tide);
    expect(performance.now() - startedAt).toBeLessThan(3000);
    await expect(upstream('first').requests[0]?.left).resolves.toBe(true);
  });
});

test('usage that comes within that second is still counted', async () => {
  const { url, upstream, lastEvent } = await start({ first: {} });
  upstream('first').play((request) => {
    const bytes = chat.bytes(tide, request);
    const afterStop = bytes.indexOf('\n\n', bytes.indexOf('"finish_reason":"stop"')) + 2;
    return [
      { do: 'head', status: 200, headers: { 'content-type': 'text/event-stream' } },
      { do: 'send', bytes: bytes.subarray(0, afterStop) },
      { do: 'wait', ms: 150 },
      { do: 'send', bytes: bytes.subarray(afterStop) },
    ];
  });
  expectWhole(await ask(url, { stream: true }), tide);
  expect(lastEvent()).toMatchObject({ usage: { freshInput: 11, output: 5 } });
});

test('a connection that is not made within connectMs is left', async () => {
  const targets: Record<string, FaultTarget> = { first: { speaks: 'silent' }, second: {} };
  const { url, upstream, lastEvent } = await start(targets, {
    timeouts: { connectMs: 200, firstTokenMs: 5000, idleMs: 5000, answerMs: 5000 },
  });
  upstream('second').play(chat.answer(tide));
  expectWhole(await ask(url, { stream: false }), tide);
  const message = expect.stringContaining('timeouts.connectMs');
  expect(lastEvent()).toMatchObject({ attempts: [{ outcome: 'unreachable', message }, { outcome: 'finished' }] });
});

test.each([true, false])('every target silent is a 504 that counts them, streamed: %s', async (stream) => {
  const { url, upstream } = await start({ first: {}, second: {} });
  for (const name of ['first', 'second']) upstream(name).play(breakBeforeHead('stall'));
  const got = await ask(url, { stream });
  expectError(got, 504, 'timeout');
  expect(got.error?.message).toContain('2 attempts at 2 targets');
  expect(got.headers.get('x-should-retry')).toBe('false');
});
