import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ErrorRecord, fromErrorRecord, toErrorRecord } from '../../../core/background/error-record.ts';
import { fromOutcomeRecord, type OutcomeRecord, toOutcomeRecord } from '../../../core/background/outcome-record.ts';
import { fromPlanRecord, type PlanRecord, toPlanRecord } from '../../../core/background/plan-record.ts';
import { timeFrame } from '../../../core/background/time-frame.ts';
import { errorDecisions } from '../../../core/errors/error-decisions.ts';
import type { ErrorKind } from '../../../core/errors/error-kind.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { decideNext } from '../../../core/resilience/decide-next.ts';
import type { Decision, Outcome, Plan } from '../../../core/resilience/outcome.ts';
import { fakeTarget } from '../../support/fake-target.ts';

const kinds = Object.keys(errorDecisions) as ErrorKind[];
/** More often than others: what is tried again at the same target. */
const retried: readonly ErrorKind[] = ['rate-limit', 'overloaded', 'timeout', 'broken-answer'];
const words = fc.string({ maxLength: 40 });
/** True, nine times of ten. */
const mostly = fc.integer({ min: 0, max: 9 }).map((number) => number > 0);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

const errors = fc
  .record({
    kind: fc.oneof(fc.constantFrom(...kinds), { weight: 3, arbitrary: fc.constantFrom(...retried) }),
    message: words,
    param: maybe(words),
    code: maybe(words),
    retryAfterMs: maybe(fc.integer({ min: 1, max: 12_000 })),
    upstream: maybe(
      fc.record({
        status: maybe(fc.integer({ min: 400, max: 599 })),
        type: maybe(words),
        code: maybe(words),
        requestId: maybe(words),
      }),
    ),
  })
  .map(({ kind, message, ...options }) => new GatewayError(kind, message, options));

const extents = fc.record({
  characters: fc.integer({ min: 0, max: 2500 }),
  tellingCharacters: fc.integer({ min: 0, max: 4000 }),
  isText: mostly,
  isKept: mostly,
});

const targets = fc
  .array(
    fc.record({
      retries: fc.integer({ min: 0, max: 3 }),
      recovery: fc.constantFrom('continue' as const, 'restart' as const, 'error' as const),
      prefill: mostly,
      contextWindow: fc.constantFrom(8000, 32_000, 128_000),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((list) =>
    list.map(({ prefill, ...over }, index) =>
      fakeTarget({ label: `p/${index}`, name: `t${index}`, capabilities: { prefill }, ...over }),
    ),
  );

const scenes = targets.chain((list) => {
  const index = fc.integer({ min: 0, max: list.length - 1 });
  const outcome = fc.record({
    targetIndex: index,
    how: fc.constantFrom('call' as const, 'continue' as const, 'restart' as const),
    endedAt: fc.integer({ min: 2000, max: 2500 }),
    error: fc.option(errors, { nil: null, freq: 9 }),
    called: fc.boolean(),
    sent: maybe(extents),
  });
  return fc.record({
    plan: fc.record({
      targets: fc.constant(list),
      mainCount: fc.constantFrom(list.length, 1),
      fallbacks: fc.record({ contextWindow: fc.uniqueArray(index), contentPolicy: fc.uniqueArray(index) }),
      isLastResort: mostly.map((is) => !is),
      maxAttempts: fc.integer({ min: 2, max: 8 }),
      deadline: fc.integer({ min: 3000, max: 90_000 }),
      jitter: fc.constantFrom(0, 0.5, 0.75),
    }),
    outcomes: fc.array(outcome, { maxLength: 3 }),
    conditions: fc.array(fc.record({ isOpen: mostly.map((is) => !is), mayRetry: mostly }), {
      minLength: 4,
      maxLength: 4,
    }),
    now: fc.integer({ min: 2000, max: 4000 }),
    /** Where the monotonic time of the next process begins. */
    shiftMs: fc.integer({ min: -1_000_000, max: 1_000_000 }),
  });
});

function clockAt(now: number, monotonic: number): Clock {
  const schedule = () => {
    throw new Error('nothing is to wait');
  };
  return { now: () => now, monotonic: () => monotonic, schedule };
}

/** An error has more than what counts: a stack. */
function plain(decision: Decision): unknown {
  return decision.do === 'fail' ? { do: 'fail', error: toErrorRecord(decision.error) } : decision;
}

describe('what goes from step to step', () => {
  test('leads to the same decision in a process with another clock', () => {
    const epoch = Date.UTC(2026, 10, 21);
    let decided = new Set<string>();
    fc.assert(
      fc.property(scenes, ({ plan, outcomes, conditions, now, shiftMs }) => {
        const here = timeFrame(clockAt(epoch + now, now));
        const there = timeFrame(clockAt(epoch + now, now + shiftMs));
        const record: { plan: PlanRecord; outcomes: OutcomeRecord[] } = JSON.parse(
          JSON.stringify({
            plan: toPlanRecord({ plan, expectedTokens: [] }, here),
            outcomes: outcomes.map((outcome: Outcome) => toOutcomeRecord(outcome, here)),
          }),
        );
        const find = (name: string) => plan.targets.find((target) => target.name === name) ?? null;
        const planThere: Plan = fromPlanRecord(record.plan, there, find).plan;
        const outcomesThere = record.outcomes.map((outcome) => fromOutcomeRecord(outcome, there));
        const decision = decideNext(plan, outcomes, conditions, now);
        expect(plain(decideNext(planThere, outcomesThere, conditions, now + shiftMs))).toEqual(plain(decision));
        decided = decided.add(decision.do);
      }),
      { numRuns: 800 },
    );
    expect([...decided].sort()).toEqual(['call', 'continue', 'fail', 'finish', 'restart', 'wait']);
  });

  test('keeps of an error all that is told, and nothing else', () => {
    fc.assert(
      fc.property(errors, (error) => {
        const record: ErrorRecord = JSON.parse(JSON.stringify(toErrorRecord(error)));
        const back = fromErrorRecord(record);
        expect(toErrorRecord(back)).toEqual(toErrorRecord(error));
        expect(back).toMatchObject({ kind: error.kind, retryAfterMs: error.retryAfterMs });
        expect(back.cause).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test('has no secrets, and no page of words', () => {
    const error = new GatewayError('upstream-auth', `Incorrect key sk-abcdefghijklmnop ${'word '.repeat(1000)}`, {
      upstream: { status: 401, type: 'sk-abcdefghijklmnop', code: null, requestId: null },
    });
    const record = toErrorRecord(error);
    expect(record.message).toMatch(/^Incorrect key \[redacted\] word /);
    expect(record.message).toHaveLength(2000);
    expect(record.upstream?.type).toBe('[redacted]');
    expect(fromErrorRecord(record).message).toBe(record.message);
  });

  test('is an internal error when its kind is from another version', () => {
    const record: ErrorRecord = JSON.parse('{"kind":"not-invented-yet","message":"m"}');
    expect(fromErrorRecord(record)).toMatchObject({ kind: 'internal', message: 'm', param: null, retryAfterMs: null });
  });

  test('names targets, and a plan whose target is gone is refused', () => {
    const frame = timeFrame(clockAt(0, 0));
    const plan: Plan = {
      targets: [fakeTarget({ name: 'mine' })],
      mainCount: 1,
      fallbacks: { contextWindow: [], contentPolicy: [] },
      ...{ isLastResort: false, maxAttempts: 4, deadline: 1, jitter: 0 },
    };
    const record = toPlanRecord({ plan, expectedTokens: [7] }, frame);
    expect(record).toMatchObject({ targets: ['mine'], expectedTokens: [7] });
    expect(() => fromPlanRecord(record, frame, () => null)).toThrow('mine is gone');
  });
});
