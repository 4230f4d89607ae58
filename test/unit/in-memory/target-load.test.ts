import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InMemoryTargetStats } from '../../../adapters/in-memory/in-memory-target-stats.ts';
import { SlidingMinute } from '../../../adapters/in-memory/sliding-minute.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const target = 'mock/model-a';
const idle = {
  inFlight: 0,
  requestsLastMinute: 0,
  tokensLastMinute: 0,
  firstTokenMs: null,
  tokenFactor: 1,
  meanOutputTokens: null,
};

function bench(maxEntries?: number) {
  const clock = new FakeClock();
  const stats = new InMemoryTargetStats(clock, maxEntries);
  return { clock, stats, load: (asked = target) => stats.load(asked) };
}

describe('the load of a target', () => {
  test('is nothing before its first call, and asking leaves no trace', () => {
    const { stats, load } = bench(1);
    stats.callBegins(target, 10);
    expect(load('mock/model-b')).toEqual(idle);
    expect(load().inFlight).toBe(1);
  });

  test('counts calls under way with the tokens expected of them', () => {
    const { stats, load } = bench();
    stats.callBegins(target, 100);
    stats.callBegins(target, 50);
    expect(load()).toEqual({ ...idle, inFlight: 2, requestsLastMinute: 2, tokensLastMinute: 150 });
  });

  test('counts what a call took once it is settled, and what was expected when nobody says', () => {
    const { stats, load } = bench();
    stats.callBegins(target, 100);
    stats.callBegins(target, 50);
    stats.callEnds(target, 100, { inputTokens: 120, outputTokens: 30 });
    expect(load()).toMatchObject({ inFlight: 1, tokensLastMinute: 200 });
    stats.callEnds(target, 50, null);
    expect(load()).toMatchObject({ inFlight: 0, tokensLastMinute: 200 });
  });

  test('forgets after a minute, but not what is still under way', async () => {
    const { clock, stats, load } = bench();
    stats.callBegins(target, 100);
    stats.callBegins(target, 50);
    stats.callEnds(target, 50, null);
    await clock.advance(60_000);
    expect(load()).toMatchObject({ requestsLastMinute: 2, tokensLastMinute: 150 });
    await clock.advance(5000);
    expect(load()).toMatchObject({ inFlight: 1, requestsLastMinute: 0, tokensLastMinute: 100 });
  });

  test('knows the recent time to the first token, the latest weighing most, for five minutes', async () => {
    const { clock, stats, load } = bench();
    stats.callBegins(target, 1);
    stats.firstToken(target, 400);
    expect(load().firstTokenMs).toBe(400);
    await clock.advance(30_000);
    stats.firstToken(target, 1000);
    expect(load().firstTokenMs).toBeCloseTo(800);
    await clock.advance(300_000);
    expect(load().firstTokenMs).not.toBeNull();
    await clock.advance(1);
    expect(load().firstTokenMs).toBeNull();
    stats.firstToken(target, 200);
    expect(load().firstTokenMs).toBe(200);
  });

  test('learns how a target counts tokens, slowly from small prompts and never beyond 0.5 to 2', () => {
    const { stats, load } = bench();
    const settle = (expected: number, inputTokens: number) => {
      stats.callBegins(target, expected);
      stats.callEnds(target, expected, { inputTokens, outputTokens: 1 });
    };
    settle(10, 30);
    expect(load().tokenFactor).toBeCloseTo(1, 1);
    for (let call = 0; call < 30; call++) settle(1000, 1300);
    expect(load().tokenFactor).toBeCloseTo(1.3, 1);
    settle(1000, 0);
    settle(0, 1000);
    expect(load().tokenFactor).toBeCloseTo(1.3, 1);
    for (let call = 0; call < 50; call++) settle(1000, 9000);
    expect(load().tokenFactor).toBe(2);
    for (let call = 0; call < 80; call++) settle(1000, 10);
    expect(load().tokenFactor).toBe(0.5);
  });

  test('knows how long answers are of late', () => {
    const { stats, load } = bench();
    const settle = (outputTokens: number) => {
      stats.callBegins(target, 10);
      stats.callEnds(target, 10, { inputTokens: 10, outputTokens });
    };
    settle(500);
    expect(load().meanOutputTokens).toBe(500);
    settle(600);
    expect(load().meanOutputTokens).toBeCloseTo(510);
  });

  test('of the target used longest ago is forgotten first, and its calls then end without harm', () => {
    const { stats, load } = bench(2);
    stats.callBegins('a', 10);
    stats.callBegins('b', 10);
    stats.callBegins('a', 10);
    stats.callBegins('c', 10);
    expect([load('a'), load('b'), load('c')].map(({ inFlight }) => inFlight)).toEqual([2, 0, 1]);
    stats.callEnds('b', 10, null);
    expect(load('b')).toEqual(idle);
    stats.callBegins('b', 10);
    stats.callEnds('b', 10, null);
    stats.callEnds('b', 10, null);
    expect(load('b')).toMatchObject({ inFlight: 0, tokensLastMinute: 10 });
  });
});

test('a sliding minute holds all of the last minute, and nothing older than 5 s more', () => {
  const addition = fc.record({
    waitMs: fc.oneof(fc.nat(3000), fc.nat(90_000)),
    amount: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(fc.nat(1e9), fc.array(addition), (start, additions) => {
      const minute = new SlidingMinute();
      const all: { at: number; amount: number }[] = [];
      const since = (time: number) => all.reduce((sum, { at, amount }) => sum + (at > time ? amount : 0), 0);
      let now = start;
      for (const { waitMs, amount } of additions) {
        now += waitMs;
        const sum = minute.sum(now);
        expect(sum).toBeGreaterThanOrEqual(since(now - 60_000));
        expect(sum).toBeLessThanOrEqual(since(now - 65_001));
        minute.add(amount, now);
        all.push({ at: now, amount });
      }
    }),
  );
});

test('a call that was not made after all counts for nothing', () => {
  const stats = new InMemoryTargetStats({ monotonic: () => 0 });
  stats.callBegins('p/m', 100);
  stats.callDropped('p/m', 100);
  expect(stats.load('p/m')).toMatchObject({ inFlight: 0, requestsLastMinute: 0, tokensLastMinute: 0 });
});
