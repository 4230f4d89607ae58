import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorDecisions } from '../../../core/errors/error-decisions.ts';
import type { ErrorKind } from '../../../core/errors/error-kind.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { Outcome, Plan } from '../../../core/resilience/outcome.ts';
import { fakeTarget } from '../../support/fake-target.ts';
import { cut, decide, failed, fine, finished, later, plan } from './deciding.ts';

describe('decideNext', () => {
  test('begins with the first target', () => {
    expect(decide(plan(2), [], 0)).toEqual({ do: 'call', targetIndex: 0 });
  });

  test('finishes when the answer is finished', () => {
    expect(decide(plan(2), [finished], 0)).toEqual({ do: 'finish' });
  });

  test.each([
    'upstream-auth',
    'upstream-billing',
    'upstream-permission',
    'upstream-not-found',
    'unsupported-parameter',
  ] as const)('goes to the next target at once after %s', (kind) => {
    expect(decide(plan(2), [failed(kind)], 0)).toEqual({ do: 'call', targetIndex: 1 });
  });

  test.each(['invalid-request', 'client-gone', 'deadline', 'internal'] as const)(
    'gives up after %s, whatever targets remain',
    (kind) => {
      expect(decide(plan(3), [failed(kind)], later)).toMatchObject({ do: 'fail', error: { kind } });
    },
  );

  test.each(['timeout', 'unreachable', 'upstream-fault', 'broken-answer'] as const)(
    'tries the same target once more after %s, then the next',
    (kind) => {
      const first = failed(kind, { endedAt: 1000 });
      expect(decide(plan(2), [first], 1000)).toEqual({ do: 'wait', waitMs: 50 });
      expect(decide(plan(2), [first], 1050)).toEqual({ do: 'call', targetIndex: 0 });
      expect(decide(plan(2), [first, failed(kind, { endedAt: 2000 })], 2000)).toEqual({
        do: 'call',
        targetIndex: 1,
      });
    },
  );

  test('backs off longer each time a target is overloaded, as often as retries allow', () => {
    const outcomes = [failed('overloaded')];
    expect(decide(plan(2), outcomes, 0)).toEqual({ do: 'wait', waitMs: 125 });
    outcomes.push(failed('overloaded'));
    expect(decide(plan(2), outcomes, 0)).toEqual({ do: 'wait', waitMs: 250 });
    outcomes.push(failed('overloaded'));
    expect(decide(plan(2), outcomes, 0)).toEqual({ do: 'call', targetIndex: 1 });
  });

  test('waits as long as a rate-limited provider asks and a little more, when that is short', () => {
    expect(decide(plan(2), [failed('rate-limit', { retryAfterMs: 1500 })], 0)).toEqual({
      do: 'wait',
      waitMs: 1575,
    });
  });

  test('leaves a provider that asks for a long wait when another target remains', () => {
    expect(decide(plan(2), [failed('rate-limit', { retryAfterMs: 5000 })], 0)).toEqual({
      do: 'call',
      targetIndex: 1,
    });
  });

  test('sits a longer wait out when there is nowhere else, and tells the client of a very long one', () => {
    expect(decide(plan(1), [failed('rate-limit', { retryAfterMs: 5000 })], 0)).toEqual({
      do: 'wait',
      waitMs: 5250,
    });
    expect(decide(plan(1), [failed('rate-limit', { retryAfterMs: 60_000 })], 0)).toMatchObject({
      do: 'fail',
      error: { kind: 'rate-limit', retryAfterMs: 60_000 },
    });
  });

  test('tells of the earliest time to come back among all targets', () => {
    const outcomes = [
      failed('rate-limit', { retryAfterMs: 90_000 }),
      failed('rate-limit', { retryAfterMs: 30_000, targetIndex: 1 }),
    ];
    expect(decide(plan(2), outcomes, 0)).toMatchObject({ do: 'fail', error: { retryAfterMs: 30_000 } });
  });

  test('goes to a larger window after a prompt that is too long, and only there', () => {
    const windows = (...sizes: number[]): Plan =>
      plan(sizes.length, {
        targets: sizes.map((contextWindow, index) => fakeTarget({ label: `p/m${index}`, contextWindow })),
      });
    expect(decide(windows(8000, 8000, 32_000), [failed('context-too-long')], 0)).toEqual({
      do: 'call',
      targetIndex: 2,
    });
    expect(decide(windows(8000, 8000), [failed('context-too-long')], 0)).toMatchObject({ do: 'fail' });
    const named = {
      ...windows(8000, 32_000, 16_000),
      mainCount: 2,
      fallbacks: { contextWindow: [2], contentPolicy: [] },
    };
    expect(decide(named, [failed('context-too-long')], 0)).toEqual({ do: 'call', targetIndex: 2 });
  });

  test('asks another target what one refused on principle only where the route says so', () => {
    const opted = plan(3, { mainCount: 2, fallbacks: { contextWindow: [], contentPolicy: [2] } });
    expect(decide(opted, [failed('content-policy')], 0)).toEqual({ do: 'call', targetIndex: 2 });
    expect(decide(plan(3), [failed('content-policy')], 0)).toMatchObject({ do: 'fail' });
  });

  test('does not forget what was refused on principle, or as too long, when the next attempt fails otherwise', () => {
    const policy = plan(4, { mainCount: 2, fallbacks: { contextWindow: [], contentPolicy: [2, 3] } });
    const down = (targetIndex: number) => failed('upstream-auth', { targetIndex });
    expect(decide(policy, [failed('content-policy'), down(2)], later)).toEqual({ do: 'call', targetIndex: 3 });
    expect(decide(policy, [failed('content-policy'), down(2), down(3)], later)).toMatchObject({ do: 'fail' });
    const long = plan(4, { mainCount: 2, fallbacks: { contextWindow: [2, 3], contentPolicy: [] } });
    expect(decide(long, [failed('context-too-long'), down(2)], later)).toEqual({ do: 'call', targetIndex: 3 });
    expect(decide(long, [failed('context-too-long'), down(2), down(3)], later)).toMatchObject({ do: 'fail' });
    const sizes = [8_000, 200_000, 32_000].map((contextWindow, index) =>
      fakeTarget({ label: `p/m${index}`, contextWindow }),
    );
    const tooLong = (targetIndex: number) => failed('context-too-long', { targetIndex });
    expect(decide(plan(3, { targets: sizes }), [tooLong(0), tooLong(1)], later)).toMatchObject({ do: 'fail' });
  });

  test('starts anew at a target that refuses the prefill, when nobody else is left', () => {
    const alone = plan(1, { targets: [fakeTarget({ label: 'p/m0', facts: { capabilities: { prefill: true } } })] });
    const refused = failed('invalid-request', { how: 'continue', sent: cut });
    expect(decide(alone, [failed('broken-answer', { sent: cut }), refused], later)).toEqual({
      do: 'restart',
      targetIndex: 0,
    });
    const again = failed('invalid-request', { how: 'restart', sent: cut });
    expect(decide(alone, [refused, again], later)).toMatchObject({ do: 'fail' });
  });

  test('keeps fallbacks that answer other questions out of ordinary failovers', () => {
    const opted = plan(2, { mainCount: 1, fallbacks: { contextWindow: [1], contentPolicy: [] } });
    expect(decide(opted, [failed('upstream-auth')], later)).toMatchObject({ do: 'fail' });
  });

  test('passes over targets whose breaker is open, also when it opened meanwhile', () => {
    const open = { isOpen: true, mayRetry: true };
    expect(decide(plan(3), [], 0, [open, fine, fine])).toEqual({ do: 'call', targetIndex: 1 });
    expect(decide(plan(3), [failed('timeout')], later, [open, open, fine])).toEqual({ do: 'call', targetIndex: 2 });
    expect(decide(plan(2), [failed('timeout')], later, [open, open])).toMatchObject({ do: 'fail' });
  });

  test('waits a named pause out although the breaker keeps it for everybody', () => {
    const open = { isOpen: true, mayRetry: true };
    expect(decide(plan(1), [failed('rate-limit', { retryAfterMs: 1500 })], 0, [open])).toEqual({
      do: 'wait',
      waitMs: 1575,
    });
  });

  test('tries the least bad target once when every breaker is open', () => {
    const last = plan(2, { isLastResort: true });
    expect(decide(last, [], 0, [])).toEqual({ do: 'call', targetIndex: 0 });
    expect(decide(last, [failed('overloaded')], later)).toMatchObject({ do: 'fail' });
  });

  test('repeats nothing beyond the retry budget, and still goes elsewhere', () => {
    const spent = { isOpen: false, mayRetry: false };
    expect(decide(plan(1), [failed('overloaded')], later, [spent])).toMatchObject({ do: 'fail' });
    expect(decide(plan(2), [failed('timeout')], later, [spent, spent])).toEqual({ do: 'call', targetIndex: 1 });
  });

  test('begins nothing after the deadline', () => {
    expect(decide(plan(2, { deadline: 100 }), [failed('upstream-auth')], 100)).toMatchObject({ do: 'fail' });
  });

  test('names the target and the attempts in the final error', () => {
    const decision = decide(plan(2), [failed('upstream-auth'), failed('upstream-auth', { targetIndex: 1 })], later);
    expect(decision).toMatchObject({
      do: 'fail',
      error: { message: 'it was upstream-auth. [2 attempts at 2 targets, this one at p/m1]' },
    });
  });

  test('tells a refused credential as the gateway’s, not the client’s', () => {
    const upstream = { status: 401, type: null, code: 'invalid_api_key', requestId: null };
    const error = new GatewayError('upstream-auth', 'Incorrect API key.', {
      param: 'key',
      code: 'invalid_api_key',
      upstream,
    });
    const decision = decide(plan(1), [{ targetIndex: 0, how: 'call', endedAt: 0, called: true, sent: null, error }], 0);
    expect(decision).toMatchObject({
      do: 'fail',
      error: {
        message: expect.stringContaining("the gateway's own credentials: Incorrect API key."),
        param: null,
        code: null,
      },
    });
  });

  test('asks every target once before the calls run out, whatever may be repeated', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<ErrorKind>('unreachable', 'timeout', 'upstream-fault', 'overloaded', 'rate-limit'), {
          minLength: 1,
          maxLength: 4,
        }),
        (kinds) => {
          const full = plan(kinds.length);
          const outcomes: Outcome[] = [];
          for (let now = 0; ; now += 5000) {
            const decision = decide(full, outcomes, now);
            if (decision.do === 'fail') break;
            if (decision.do !== 'call') continue;
            const kind = kinds[decision.targetIndex] ?? 'internal';
            outcomes.push(failed(kind, { targetIndex: decision.targetIndex, endedAt: now }));
          }
          expect(new Set(outcomes.map(({ targetIndex }) => targetIndex)).size).toBe(kinds.length);
        },
      ),
    );
  });

  test('counts a provider that was called and refused a parameter itself', () => {
    const outcomes = [0, 1, 2, 3].map((targetIndex) => failed('unsupported-parameter', { targetIndex }));
    expect(decide(plan(6), outcomes, 0)).toMatchObject({
      do: 'fail',
      error: { message: 'it was unsupported-parameter. [4 attempts at 4 targets, this one at p/m3]' },
    });
  });

  test('says what a target refused when none could be called', () => {
    const decision = decide(plan(1), [failed('unsupported-parameter', { called: false })], 0);
    expect(decision).toMatchObject({
      do: 'fail',
      error: { kind: 'unsupported-parameter', message: 'it was unsupported-parameter' },
    });
  });

  test('ends after any sequence of outcomes, within maxAttempts calls and the deadline', () => {
    const kinds = Object.keys(errorDecisions) as ErrorKind[];
    const failure = fc.record({
      kind: fc.constantFrom(...kinds),
      called: fc.boolean(),
      retryAfterMs: fc.option(fc.integer({ min: 0, max: 20_000 })),
      durationMs: fc.integer({ min: 0, max: 30_000 }),
      sent: fc.option(
        fc.record({ characters: fc.integer({ min: 0, max: 5000 }), isText: fc.boolean(), isKept: fc.boolean() }),
      ),
      conditions: fc.array(fc.record({ isOpen: fc.boolean(), mayRetry: fc.boolean() }), { minLength: 5, maxLength: 5 }),
    });
    const settings = fc.record({
      targets: fc.integer({ min: 1, max: 5 }),
      maxAttempts: fc.integer({ min: 1, max: 8 }),
      retries: fc.integer({ min: 0, max: 4 }),
      deadline: fc.integer({ min: 1, max: 120_000 }),
      jitter: fc.double({ min: 0, max: 0.999, noNaN: true }),
      isLastResort: fc.boolean(),
      capabilities: fc.record({ prefill: fc.boolean() }),
      recovery: fc.constantFrom('continue', 'restart', 'error'),
    });
    fc.assert(
      fc.property(settings, fc.infiniteStream(failure), ({ retries, capabilities, recovery, ...rest }, failures) => {
        const targets = Array.from({ length: rest.targets }, (_, index) =>
          fakeTarget({ label: `p/${index}`, retries, capabilities, recovery }),
        );
        const full: Plan = { ...plan(rest.targets), ...rest, targets };
        const outcomes: Outcome[] = [];
        let now = 0;
        let calls = 0;
        for (let step = 0; ; step++) {
          expect(step).toBeLessThan(100);
          const conditions = outcomes.length === 0 ? [] : failures.next().value.conditions;
          const decision = decide(full, outcomes, now, conditions);
          if (decision.do === 'fail' || decision.do === 'finish') return;
          if (decision.do === 'wait') {
            expect(decision.waitMs).toBeGreaterThan(0);
            now += decision.waitMs;
            continue;
          }
          expect(now).toBeLessThan(full.deadline);
          expect(decision.targetIndex).toBeLessThan(targets.length);
          const isPaused = outcomes.at(-1)?.error?.retryAfterMs != null;
          if (!isPaused) expect(conditions[decision.targetIndex]?.isOpen).not.toBe(true);
          const before = outcomes.at(-1)?.sent ?? null;
          expect(decision.do === 'call').toBe(before === null);
          if (full.isLastResort) expect(outcomes).toHaveLength(0);
          const { kind, called, retryAfterMs, durationMs, sent } = failures.next().value;
          if (called) calls += 1;
          expect(calls).toBeLessThanOrEqual(full.maxAttempts);
          now += durationMs;
          const error = new GatewayError(kind, 'failed', { retryAfterMs });
          outcomes.push({
            targetIndex: decision.targetIndex,
            how: decision.do,
            endedAt: now,
            error,
            called,
            sent: before ?? sent,
          });
        }
      }),
    );
  });
});
