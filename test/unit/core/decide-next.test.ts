import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorDecisions } from '../../../core/errors/error-decisions.ts';
import type { ErrorKind } from '../../../core/errors/error-kind.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { decideNext } from '../../../core/resilience/decide-next.ts';
import type { Outcome, Plan } from '../../../core/resilience/outcome.ts';
import { fakeTarget } from '../../support/fake-target.ts';

function plan(targets: number, over: Partial<Plan> = {}): Plan {
  return {
    targets: Array.from({ length: targets }, (_, index) => fakeTarget({ label: `p/m${index}` })),
    maxAttempts: 4,
    deadline: 600_000,
    jitter: 0.5,
    ...over,
  };
}

function failed(kind: ErrorKind, over: Partial<Outcome> & { retryAfterMs?: number } = {}): Outcome {
  const { retryAfterMs = null, ...rest } = over;
  return {
    targetIndex: 0,
    endedAt: 0,
    called: true,
    sent: false,
    error: new GatewayError(kind, `it was ${kind}`, { retryAfterMs }),
    ...rest,
  };
}

const finished: Outcome = { targetIndex: 0, endedAt: 0, called: true, sent: true, error: null };
const later = 50_000;

describe('decideNext', () => {
  test('begins with the first target', () => {
    expect(decideNext(plan(2), [], 0)).toEqual({ do: 'call', targetIndex: 0 });
  });

  test('finishes when the answer is finished', () => {
    expect(decideNext(plan(2), [finished], 0)).toEqual({ do: 'finish' });
  });

  test.each([
    'upstream-auth',
    'upstream-billing',
    'upstream-permission',
    'upstream-not-found',
    'unsupported-parameter',
  ] as const)('goes to the next target at once after %s', (kind) => {
    expect(decideNext(plan(2), [failed(kind)], 0)).toEqual({ do: 'call', targetIndex: 1 });
  });

  test.each(['invalid-request', 'context-too-long', 'content-policy', 'client-gone', 'deadline', 'internal'] as const)(
    'gives up after %s, whatever targets remain',
    (kind) => {
      expect(decideNext(plan(3), [failed(kind)], later)).toMatchObject({ do: 'fail', error: { kind } });
    },
  );

  test.each(['timeout', 'unreachable', 'upstream-fault', 'broken-answer'] as const)(
    'tries the same target once more after %s, then the next',
    (kind) => {
      const first = failed(kind, { endedAt: 1000 });
      expect(decideNext(plan(2), [first], 1000)).toEqual({ do: 'wait', waitMs: 50 });
      expect(decideNext(plan(2), [first], 1050)).toEqual({ do: 'call', targetIndex: 0 });
      expect(decideNext(plan(2), [first, failed(kind, { endedAt: 2000 })], 2000)).toEqual({
        do: 'call',
        targetIndex: 1,
      });
    },
  );

  test('backs off longer each time a target is overloaded, as often as retries allow', () => {
    const outcomes = [failed('overloaded')];
    expect(decideNext(plan(2), outcomes, 0)).toEqual({ do: 'wait', waitMs: 125 });
    outcomes.push(failed('overloaded'));
    expect(decideNext(plan(2), outcomes, 0)).toEqual({ do: 'wait', waitMs: 250 });
    outcomes.push(failed('overloaded'));
    expect(decideNext(plan(2), outcomes, 0)).toEqual({ do: 'call', targetIndex: 1 });
  });

  test('waits exactly as long as a rate-limited provider asks, when that is short', () => {
    expect(decideNext(plan(2), [failed('rate-limit', { retryAfterMs: 1500 })], 0)).toEqual({
      do: 'wait',
      waitMs: 1500,
    });
  });

  test('leaves a provider that asks for a long wait when another target remains', () => {
    expect(decideNext(plan(2), [failed('rate-limit', { retryAfterMs: 5000 })], 0)).toEqual({
      do: 'call',
      targetIndex: 1,
    });
  });

  test('sits a longer wait out when there is nowhere else, and tells the client of a very long one', () => {
    expect(decideNext(plan(1), [failed('rate-limit', { retryAfterMs: 5000 })], 0)).toEqual({
      do: 'wait',
      waitMs: 5000,
    });
    expect(decideNext(plan(1), [failed('rate-limit', { retryAfterMs: 60_000 })], 0)).toMatchObject({
      do: 'fail',
      error: { kind: 'rate-limit', retryAfterMs: 60_000 },
    });
  });

  test('tells of the earliest time to come back among all targets', () => {
    const outcomes = [
      failed('rate-limit', { retryAfterMs: 90_000 }),
      failed('rate-limit', { retryAfterMs: 30_000, targetIndex: 1 }),
    ];
    expect(decideNext(plan(2), outcomes, 0)).toMatchObject({ do: 'fail', error: { retryAfterMs: 30_000 } });
  });

  test('never begins again once something was sent', () => {
    expect(decideNext(plan(3), [failed('timeout', { sent: true })], later)).toMatchObject({
      do: 'fail',
      error: { kind: 'timeout' },
    });
  });

  test('begins nothing after the deadline', () => {
    expect(decideNext(plan(2, { deadline: 100 }), [failed('upstream-auth')], 100)).toMatchObject({ do: 'fail' });
  });

  test('names the target and the attempts in the final error', () => {
    const decision = decideNext(plan(2), [failed('upstream-auth'), failed('upstream-auth', { targetIndex: 1 })], later);
    expect(decision).toMatchObject({
      do: 'fail',
      error: { message: 'it was upstream-auth [2 attempts at 2 targets, this one at p/m1]' },
    });
  });

  test('tells a refused credential as the gateway’s, not the client’s', () => {
    const upstream = { status: 401, type: null, code: 'invalid_api_key', requestId: null };
    const error = new GatewayError('upstream-auth', 'Incorrect API key.', {
      param: 'key',
      code: 'invalid_api_key',
      upstream,
    });
    const decision = decideNext(plan(1), [{ targetIndex: 0, endedAt: 0, called: true, sent: false, error }], 0);
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
            const decision = decideNext(full, outcomes, now);
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
    expect(decideNext(plan(6), outcomes, 0)).toMatchObject({
      do: 'fail',
      error: { message: 'it was unsupported-parameter [4 attempts at 4 targets, this one at p/m3]' },
    });
  });

  test('says what a target refused when none could be called', () => {
    const decision = decideNext(plan(1), [failed('unsupported-parameter', { called: false })], 0);
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
    });
    const settings = fc.record({
      targets: fc.integer({ min: 1, max: 5 }),
      maxAttempts: fc.integer({ min: 1, max: 8 }),
      retries: fc.integer({ min: 0, max: 4 }),
      deadline: fc.integer({ min: 1, max: 120_000 }),
      jitter: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    fc.assert(
      fc.property(settings, fc.infiniteStream(failure), ({ retries, ...rest }, failures) => {
        const targets = Array.from({ length: rest.targets }, (_, index) =>
          fakeTarget({ label: `p/${index}`, retries }),
        );
        const full: Plan = { ...rest, targets };
        const outcomes: Outcome[] = [];
        let now = 0;
        let calls = 0;
        for (let step = 0; ; step++) {
          expect(step).toBeLessThan(100);
          const decision = decideNext(full, outcomes, now);
          if (decision.do === 'fail' || decision.do === 'finish') return;
          if (decision.do === 'wait') {
            expect(decision.waitMs).toBeGreaterThan(0);
            now += decision.waitMs;
            continue;
          }
          expect(now).toBeLessThan(full.deadline);
          expect(decision.targetIndex).toBeLessThan(targets.length);
          const { kind, called, retryAfterMs, durationMs } = failures.next().value;
          if (called) calls += 1;
          expect(calls).toBeLessThanOrEqual(full.maxAttempts);
          now += durationMs;
          const error = new GatewayError(kind, 'failed', { retryAfterMs });
          outcomes.push({ targetIndex: decision.targetIndex, endedAt: now, error, called, sent: false });
        }
      }),
    );
  });
});
