import { expect, test } from '@jest/globals';
import { InMemoryTargetStats } from '../../../adapters/in-memory/in-memory-target-stats.ts';
import type { AttemptRecord } from '../../../core/ports/event-log.ts';
import { requestEvent } from './request-event.ts';

function statusAfter(...outcomes: readonly AttemptRecord['outcome'][]) {
  const stats = new InMemoryTargetStats();
  const attempts = outcomes.map((outcome) => ({
    target: 'mock/model-a',
    durationMs: 100,
    outcome,
    upstreamRequestId: null,
    usage: null,
    costUsd: null,
    message: outcome === 'finished' ? null : 'said so',
  }));
  stats.request(requestEvent({ attempts }));
  return stats.snapshot()[0];
}

test.each(['invalid-request', 'context-too-long', 'content-policy', 'body-too-large', 'diverged', 'internal'] as const)(
  '%s is a call that says nothing against the target: it is as well as before',
  (outcome) => {
    const expected = { calls: 2, failures: 0, state: 'ok', lastError: null, meanDurationMs: 100 };
    expect(statusAfter('finished', outcome)).toMatchObject(expected);
    expect(statusAfter('overloaded', outcome)).toMatchObject({ calls: 2, failures: 1, state: 'failing' });
  },
);

test.each(['client-gone', 'unsupported-parameter', 'deadline'] as const)(
  '%s is no call that says anything',
  (outcome) => {
    expect(statusAfter(outcome)).toBeUndefined();
  },
);

test.each(['upstream-auth', 'timeout', 'unreachable', 'upstream-fault', 'rate-limit', 'upstream-permission'] as const)(
  '%s is a failure of the target',
  (outcome) => {
    expect(statusAfter(outcome)).toMatchObject({ calls: 1, failures: 1, state: 'failing', lastError: 'said so' });
  },
);
