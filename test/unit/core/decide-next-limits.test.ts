import { expect, test } from '@jest/globals';
import type { ErrorKind } from '../../../core/errors/error-kind.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { decideNext } from '../../../core/resilience/decide-next.ts';
import type { Outcome, Plan, SentExtent } from '../../../core/resilience/outcome.ts';
import { fakeTarget } from '../../support/fake-target.ts';

/** The decision after failures of one kind at the only target, the last of them just now. */
function decideAfter(kind: ErrorKind, failures: number, target = fakeTarget(), sent: SentExtent | null = null) {
  const plan: Plan = {
    targets: [target],
    mainCount: 1,
    fallbacks: { contextWindow: [], contentPolicy: [] },
    isLastResort: false,
    maxAttempts: 20,
    deadline: 600_000,
    jitter: 1,
  };
  const outcome: Outcome = {
    targetIndex: 0,
    how: 'call',
    endedAt: 0,
    called: true,
    sent,
    error: new GatewayError(kind, 'it failed'),
  };
  const outcomes = Array.from({ length: failures }, () => outcome);
  return decideNext(plan, outcomes, [{ isOpen: false, mayRetry: true }], sent === null ? 0 : 1_000);
}

test('the wait after an overload doubles up to 4 s, and stays there', () => {
  const target = fakeTarget({ retries: 10 });
  const waits = Array.from({ length: 8 }, (_, index) => decideAfter('overloaded', index + 1, target));
  const expected = [250, 500, 1_000, 2_000, 4_000, 4_000, 4_000, 4_000];
  expect(waits).toEqual(expected.map((waitMs) => ({ do: 'wait', waitMs })));
});

test.each([
  [99, 'restart'],
  [100, 'restart'],
  [101, 'fail'],
])('with restartMaxChars of 100, after %i characters follows: %s', (characters, expected) => {
  const target = fakeTarget({ restartMaxChars: 100 });
  const sent = { characters, tellingCharacters: characters, isText: true, isKept: true };
  expect(decideAfter('broken-answer', 1, target, sent)).toMatchObject({ do: expected });
});
