import { expect, test } from '@jest/globals';
import { attemptPlan } from '../../../core/chat/attempt-plan.ts';
import { costOfAttempts } from '../../../core/chat/cost-of-attempts.ts';
import type { AttemptRecord } from '../../../core/ports/event-log.ts';
import { fakeTarget } from '../../support/fake-target.ts';
import { plan, weighted } from '../routing-plan/fake-plan.ts';

const one = fakeTarget({ label: 'p/one', facts: { contextWindow: 1000 } });
const two = fakeTarget({ label: 'p/two', facts: { contextWindow: 9000 } });
const three = fakeTarget({ label: 'p/three' });
const options = { limits: { maxAttempts: 3, totalMs: 500 }, now: 1000, jitter: 0.25 };

test('targets that only fallbacks name stand behind the others, each once', () => {
  const route = plan({
    targets: weighted(one, two),
    fallbacks: { contextWindow: [two, three], contentPolicy: [three] },
  });
  expect(attemptPlan(route, options)).toEqual({
    targets: [one, two, three],
    mainCount: 2,
    fallbacks: { contextWindow: [1, 2], contentPolicy: [2] },
    isLastResort: false,
    maxAttempts: 3,
    deadline: 1500,
    jitter: 0.25,
  });
});

test.each<[readonly [AttemptRecord['outcome'], number | null][], number | null]>([
  [[], null],
  [[['finished', 0.5]], 0.5],
  [
    [
      ['timeout', null],
      ['finished', 0.5],
    ],
    0.5,
  ],
  [
    [
      ['broken-answer', 0.25],
      ['finished', 0.5],
    ],
    0.75,
  ],
  [
    [
      ['broken-answer', 0.25],
      ['finished', null],
    ],
    null,
  ],
  [[['timeout', null]], null],
])('attempts %j cost %p together', (attempts, expected) => {
  const records = attempts.map(([outcome, costUsd]) => ({
    target: 'p/one',
    durationMs: 1,
    outcome,
    upstreamRequestId: null,
    usage: null,
    costUsd,
    message: null,
  }));
  expect(costOfAttempts(records)).toBe(expected);
});
