import { describe, expect, test } from '@jest/globals';
import type { Plan } from '../../../core/resilience/outcome.ts';
import { fakeTarget } from '../../support/fake-target.ts';
import { cut, decide, failed, later, plan } from './deciding.ts';

describe('once something was sent', () => {
  const withRecovery = (...targets: Parameters<typeof fakeTarget>[0][]): Plan =>
    plan(targets.length, {
      targets: targets.map((target, index) => fakeTarget({ label: `p/m${index}`, ...target })),
    });
  const prefill = { capabilities: { prefill: true } };

  test('the same target continues it where it can, then the next', () => {
    const both = withRecovery(prefill, prefill);
    const first = failed('broken-answer', { sent: cut });
    expect(decide(both, [first], later)).toEqual({ do: 'continue', targetIndex: 0 });
    expect(decide(both, [first, first], later)).toEqual({ do: 'continue', targetIndex: 1 });
  });

  test('a target that cannot continue starts anew, if little was sent', () => {
    const plain = withRecovery({ retries: 0 }, {});
    expect(decide(plain, [failed('timeout', { sent: cut })], later)).toEqual({ do: 'restart', targetIndex: 1 });
    const much = { ...cut, characters: 2001 };
    expect(decide(plain, [failed('timeout', { sent: much })], later)).toMatchObject({
      do: 'fail',
      error: { kind: 'timeout', message: expect.stringContaining('no target could go on from there') },
    });
  });

  test('tool input is never continued', () => {
    const sent = { ...cut, isText: false };
    expect(decide(withRecovery(prefill), [failed('broken-answer', { sent })], later)).toEqual({
      do: 'restart',
      targetIndex: 0,
    });
  });

  test('what was not kept is not gone on from', () => {
    const sent = { ...cut, isKept: false };
    expect(decide(withRecovery(prefill, prefill), [failed('broken-answer', { sent })], later)).toMatchObject({
      do: 'fail',
      error: { message: expect.stringContaining('could not be gone on from') },
    });
  });

  test('each target is asked in the way its own settings allow', () => {
    const never = withRecovery({ recovery: 'error', retries: 0 }, { recovery: 'restart', ...prefill });
    expect(decide(never, [failed('timeout', { sent: cut })], later)).toEqual({ do: 'restart', targetIndex: 1 });
    expect(decide(withRecovery({ recovery: 'error' }), [failed('timeout', { sent: cut })], later)).toMatchObject({
      do: 'fail',
    });
  });

  test('an answer that came out differently is asked of the next target, not again', () => {
    const two = withRecovery({}, {});
    const outcomes = [failed('broken-answer', { sent: cut }), failed('diverged', { sent: cut })];
    expect(decide(two, outcomes, later)).toEqual({ do: 'restart', targetIndex: 1 });
  });

  test.each(['client-gone', 'deadline', 'internal'] as const)('%s ends it', (kind) => {
    expect(decide(withRecovery(prefill, prefill), [failed(kind, { sent: cut })], later)).toMatchObject({
      do: 'fail',
    });
  });
});
