import { expect, test } from '@jest/globals';
import { resolveResilience } from '../../../config/resolve-resilience.ts';

const plain = { reasoning: false };

test('without settings the defaults hold', () => {
  expect(resolveResilience([], plain)).toEqual({
    retries: 2,
    maxAttempts: 4,
    timeouts: { connectMs: 3_000, firstTokenMs: 12_000, idleMs: 20_000, answerMs: 120_000, totalMs: 600_000 },
    breaker: { failures: 5, windowSeconds: 30, coolDownSeconds: 15 },
    recovery: 'continue',
    restartMaxChars: 2_000,
  });
});

test('the nearest layer that sets a field wins, field by field, zero included', () => {
  const route = { timeouts: { idleMs: 1 } };
  const target = { retries: 0, timeouts: { idleMs: 2, firstTokenMs: 2 }, breaker: { failures: 2 } };
  const provider = {
    retries: 3,
    maxAttempts: 3,
    timeouts: { idleMs: 3, firstTokenMs: 3, connectMs: 3 },
    restartMaxChars: 0,
  };
  const top = {
    maxAttempts: 5,
    timeouts: { answerMs: 4, connectMs: 4 },
    breaker: { failures: 4, coolDownSeconds: 4 },
    recovery: 'error' as const,
    restartMaxChars: 9,
  };
  expect(resolveResilience([route, null, target, undefined, provider, top], plain)).toEqual({
    retries: 0,
    maxAttempts: 3,
    timeouts: { connectMs: 3, firstTokenMs: 2, idleMs: 1, answerMs: 4, totalMs: 600_000 },
    breaker: { failures: 2, windowSeconds: 30, coolDownSeconds: 4 },
    recovery: 'error',
    restartMaxChars: 0,
  });
});

test('models that reason may be silent for longer, unless somebody says otherwise', () => {
  const reasoning = { reasoning: true };
  expect(resolveResilience([], reasoning).timeouts).toEqual({
    connectMs: 3_000,
    firstTokenMs: 120_000,
    idleMs: 120_000,
    answerMs: 120_000,
    totalMs: 600_000,
  });
  expect(resolveResilience([null, { timeouts: { idleMs: 20_000 } }], reasoning).timeouts).toMatchObject({
    firstTokenMs: 120_000,
    idleMs: 20_000,
  });
});
