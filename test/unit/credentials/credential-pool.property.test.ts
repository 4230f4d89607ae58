import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  afterChoice,
  afterFailure,
  afterSuccess,
  type CredentialPool,
  chooseCredential,
  longestLimitMs,
  newCredentialPool,
  readyInMs,
  refusedMs,
} from '../../../core/access/credential-pool.ts';
import type { ErrorKind } from '../../../core/errors/error-kind.ts';

const kinds = ['rate-limit', 'upstream-auth', 'upstream-billing', 'upstream-permission', 'timeout'] as const;

interface Step {
  readonly passes: number;
  /** What the calls to the credentials come to, in the order they are tried. */
  readonly outcomes: readonly ('good' | ErrorKind)[];
  readonly retryAfterMs: number | null;
}

const steps = fc.array(
  fc.record<Step>({
    passes: fc.integer({ min: 0, max: 400_000 }),
    outcomes: fc.array(fc.constantFrom<'good' | ErrorKind>('good', ...kinds), { minLength: 6, maxLength: 6 }),
    retryAfterMs: fc.option(fc.integer({ min: 1, max: 90_000 })),
  }),
  { maxLength: 40 },
);

/** Plays one call as an adapter does, and hands each choice to the check. */
function playCall(
  pool: CredentialPool,
  step: Step,
  now: number,
  onChoice: (pool: CredentialPool, tried: ReadonlySet<number>, index: number | null) => void,
): CredentialPool {
  let after = pool;
  const tried = new Set<number>();
  for (;;) {
    const index = chooseCredential(after, tried, now);
    onChoice(after, tried, index);
    if (index === null) return after;
    after = afterChoice(after, index);
    tried.add(index);
    const outcome = step.outcomes[tried.size - 1] ?? 'good';
    if (outcome === 'good') return afterSuccess(after, index, now);
    after = afterFailure(after, index, { kind: outcome, retryAfterMs: step.retryAfterMs }, now, now);
  }
}

test('a credential that cools is taken only when all do, and then as a first try; none is taken twice a call', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), steps, (count, script) => {
      let now = 0;
      let pool = newCredentialPool(count);
      for (const step of script) {
        now += step.passes;
        pool = playCall(pool, step, now, (before, tried, index) => {
          const ready = before.credentials.flatMap(({ coolingUntil }, at) =>
            coolingUntil <= now && !tried.has(at) ? [at] : [],
          );
          if (ready.length > 0) return expect(ready).toContain(index);
          if (tried.size > 0) return expect(index).toBeNull();
          const earliest = Math.min(...before.credentials.map(({ coolingUntil }) => coolingUntil));
          return expect(before.credentials[index ?? -1]?.coolingUntil).toBe(earliest);
        });
      }
    }),
  );
});

test('credentials that are well are taken in turn, each equally often', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 10 }), (count, rounds) => {
      let pool = newCredentialPool(count);
      const taken = Array.from({ length: count }, () => 0);
      for (let call = 0; call < count * rounds; call += 1) {
        const index = chooseCredential(pool, new Set(), call) ?? -1;
        taken[index] = (taken[index] ?? 0) + 1;
        pool = afterSuccess(afterChoice(pool, index), index, call);
      }
      expect(taken).toEqual(taken.map(() => rounds));
    }),
  );
});

test('whatever happens, every credential is ready again within its longest cooling', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), steps, (count, script) => {
      let now = 0;
      let pool = newCredentialPool(count);
      for (const step of script) {
        now += step.passes;
        pool = playCall(pool, step, now, () => {});
        const longest = now + Math.max(refusedMs, longestLimitMs, 90_000);
        for (const { coolingUntil } of pool.credentials) expect(coolingUntil).toBeLessThanOrEqual(longest);
        expect(readyInMs(pool, longest)).toBe(0);
      }
    }),
  );
});

test('a wait that the provider names is kept, and one it does not name doubles from a second to a minute', () => {
  let pool = newCredentialPool(1);
  pool = afterFailure(pool, 0, { kind: 'rate-limit', retryAfterMs: 7000 }, 0, 10);
  expect(readyInMs(pool, 10)).toBe(7000);
  const waits: number[] = [];
  pool = newCredentialPool(1);
  for (let now = 100_000; waits.length < 9; now += 100_000) {
    pool = afterFailure(pool, 0, { kind: 'rate-limit', retryAfterMs: null }, now, now);
    waits.push(readyInMs(pool, now));
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});

test('of a crowd that was refused together one counts, and a late success of it heals nothing', () => {
  let pool = newCredentialPool(1);
  for (let call = 0; call < 50; call += 1) {
    pool = afterFailure(pool, 0, { kind: 'rate-limit', retryAfterMs: null }, 5, 10);
  }
  expect(readyInMs(pool, 10)).toBe(1000);
  expect(readyInMs(afterSuccess(pool, 0, 5), 10)).toBe(1000);
  expect(readyInMs(afterSuccess(pool, 0, 11), 12)).toBe(0);
});

test.each(['upstream-permission', 'timeout', 'upstream-fault', 'invalid-request', 'overloaded'] as const)(
  '%s says nothing against a credential',
  (kind) => {
    const pool = newCredentialPool(2);
    expect(afterFailure(pool, 0, { kind, retryAfterMs: 5000 }, 0, 0)).toBe(pool);
  },
);

test.each(['upstream-auth', 'upstream-billing'] as const)('%s keeps a credential out for long', (kind) => {
  const pool = afterFailure(newCredentialPool(2), 0, { kind, retryAfterMs: null }, 0, 0);
  expect([chooseCredential(pool, new Set(), refusedMs - 1), chooseCredential(pool, new Set(), refusedMs)]).toEqual([
    1, 0,
  ]);
});
