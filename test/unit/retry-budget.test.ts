import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InMemoryRetryBudget } from '../../adapters/in-memory/in-memory-retry-budget.ts';
import { defaultRetryBudget } from '../../core/resilience/retry-budget.ts';

const target = 'mock/model-a';
const { share, minimum, minimumPerSecond, maximum } = defaultRetryBudget;

function retriesGiven(budget: InMemoryRetryBudget, now: number, wanted = 1000): number {
  let given = 0;
  while (given < wanted && budget.withdraw(target, now)) given += 1;
  return given;
}

describe('a retry budget', () => {
  test('bears ten retries before there is any traffic, and one more each second', () => {
    const budget = new InMemoryRetryBudget();
    expect(retriesGiven(budget, 0)).toBe(10);
    expect(budget.mayRetry(target, 999)).toBe(false);
    expect(budget.mayRetry(target, 1000)).toBe(true);
    expect(retriesGiven(budget, 3000)).toBe(3);
    expect(retriesGiven(budget, 3_600_000)).toBe(10);
  });

  test('grows by one retry with every five first calls', () => {
    const budget = new InMemoryRetryBudget();
    retriesGiven(budget, 0);
    for (let call = 0; call < 50; call++) budget.deposit(target, 0);
    expect(retriesGiven(budget, 0)).toBe(10);
  });

  test('saves up no more than its maximum', () => {
    const budget = new InMemoryRetryBudget();
    for (let call = 0; call < 10_000; call++) budget.deposit(target, call);
    expect(retriesGiven(budget, 10_000)).toBe(maximum);
  });

  test('is not spent by asking', () => {
    const budget = new InMemoryRetryBudget();
    for (let question = 0; question < 50; question++) expect(budget.mayRetry(target, 0)).toBe(true);
    expect(retriesGiven(budget, 0)).toBe(10);
  });

  test('is each target’s own', () => {
    const budget = new InMemoryRetryBudget();
    retriesGiven(budget, 0);
    expect(budget.mayRetry('mock/model-b', 0)).toBe(true);
  });

  test('forgets the target untouched longest when there are too many', () => {
    const budget = new InMemoryRetryBudget(defaultRetryBudget, 2);
    retriesGiven(budget, 0);
    budget.deposit('b', 0);
    budget.mayRetry(target, 0);
    budget.deposit('c', 0);
    expect(budget.mayRetry(target, 0)).toBe(false);
    budget.deposit('b', 0);
    budget.deposit('c', 0);
    expect(budget.mayRetry(target, 0)).toBe(true);
  });
});

test('over any stretch of time retries stay within their share of the first calls and the minimum', () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ calls: fc.integer({ min: 1, max: 300 }) }) },
    { weight: 3, arbitrary: fc.record({ retries: fc.integer({ min: 1, max: 60 }) }) },
    fc.record({ waitMs: fc.integer({ min: 0, max: 20_000 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const budget = new InMemoryRetryBudget();
      let now = 5000;
      let calls = 0;
      let retries = 0;
      for (const step of steps) {
        if ('waitMs' in step) now += step.waitMs;
        else if ('calls' in step) {
          for (let call = 0; call < step.calls; call++) budget.deposit(target, now);
          calls += step.calls;
        } else {
          for (let retry = 0; retry < step.retries; retry++) {
            const may = budget.mayRetry(target, now);
            const given = budget.withdraw(target, now);
            expect(given).toBe(may);
            if (given) retries += 1;
          }
        }
        const refilled = ((now - 5000) / 1000) * minimumPerSecond;
        expect(retries).toBeLessThanOrEqual(share * calls + minimum + refilled + 1e-3);
      }
      // Whoever has asked for nothing for ten seconds is given the minimum again.
      expect(retriesGiven(budget, now + 10_001, minimum)).toBe(minimum);
    }),
    { numRuns: 200 },
  );
});

test('while everything fails and is retried, retries are a fifth of the traffic', () => {
  const budget = new InMemoryRetryBudget();
  let retries = 0;
  for (let call = 0; call < 50_000; call++) {
    budget.deposit(target, call);
    if (budget.withdraw(target, call)) retries += 1;
  }
  // The minimum and its refill of 50 s come on top.
  expect(retries).toBeGreaterThanOrEqual(10_000);
  expect(retries).toBeLessThanOrEqual(10_000 + minimum + 50);
});
