import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InMemoryBreakerStore } from '../../../adapters/in-memory/in-memory-breaker-store.ts';
import { InMemoryRetryBudget } from '../../../adapters/in-memory/in-memory-retry-budget.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { type Admittance, TargetHealth } from '../../../core/resilience/target-health.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { fakeTarget } from '../../support/fake-target.ts';

const failed = { error: new GatewayError('upstream-fault', 'down'), firstToken: null };
const finished = { error: null, firstToken: null };
const targets = ['a/1', 'b/2'].map((label) => fakeTarget({ label }));

function createHealth(): { health: TargetHealth; clock: FakeClock } {
  const clock = new FakeClock();
  const settings = { failures: 2, windowSeconds: 30, coolDownSeconds: 15 };
  return {
    clock,
    health: new TargetHealth(new InMemoryBreakerStore(clock, () => settings), new InMemoryRetryBudget(), clock),
  };
}

function admitted(given: Awaited<ReturnType<TargetHealth['admit']>>): Admittance {
  if (typeof given === 'string') throw new Error(`refused: ${given}`);
  return given;
}

async function open(health: TargetHealth, target = fakeTarget()): Promise<void> {
  for (let time = 0; time < 2; time += 1) {
    health.ended(target, admitted(await health.admit(target, false, false)), failed);
  }
}

describe('the last resort', () => {
  const target = fakeTarget();

  test('is one call at a time, and the next when that has failed', async () => {
    const { health } = createHealth();
    await open(health);
    const first = admitted(await health.admit(target, false, true));
    expect(await health.admit(target, false, true)).toBe('last-resort');
    health.ended(target, first, failed);
    expect(await health.admit(target, false, true)).toMatchObject({ lastResort: true });
  });

  test('lets the others in as soon as a stream has its first content', async () => {
    const { health } = createHealth();
    await open(health);
    const first = admitted(await health.admit(target, false, true));
    health.answers(target, first, { afterMs: 10, limitMs: 1000 });
    for (let time = 0; time < 3; time += 1) {
      expect(await health.admit(target, false, true)).toEqual({ probe: null, lastResort: false });
    }
  });

  test('that hangs keeps the others out for five seconds at most', async () => {
    const { health, clock } = createHealth();
    await open(health);
    admitted(await health.admit(target, false, true));
    await clock.advance(4_999);
    expect(await health.admit(target, false, true)).toBe('last-resort');
    await clock.advance(1);
    expect(await health.admit(target, false, true)).toMatchObject({ lastResort: true });
    expect(await health.admit(target, false, true)).toBe('last-resort');
  });

  test('is no bound where the breaker is closed', async () => {
    const { health } = createHealth();
    for (let time = 0; time < 3; time += 1) admitted(await health.admit(target, false, true));
  });
});

type Step =
  | { readonly do: 'ask'; readonly target: number; readonly isLastResort: boolean }
  | { readonly do: 'content' | 'finish' | 'fail'; readonly call: number }
  | { readonly do: 'wait'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('ask' as const), target: fc.nat(1), isLastResort: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('content' as const, 'finish' as const, 'fail' as const),
      call: fc.nat(),
    }),
  },
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat(20_000) }),
);

test('whatever happens, an open target has one new last resort under way at most, and is free for the next when it ends', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { health, clock } = createHealth();
      for (const target of targets) await open(health, target);
      const calls: { readonly target: number; admittance: Admittance }[] = [];
      const lastResorts = (target: number): number =>
        calls.filter(({ target: of, admittance: { lastResort, since = 0 } }) => {
          return of === target && lastResort && clock.monotonic() - since < 5_000;
        }).length;
      for (const next of steps) {
        if (next.do === 'wait') await clock.advance(next.ms);
        else if (next.do === 'ask') {
          const target = targets[next.target] ?? fakeTarget();
          const [view] = await health.views([target.label]);
          const given = await health.admit(target, false, next.isLastResort);
          if (next.isLastResort && view?.phase !== 'closed') {
            expect(typeof given).toBe(lastResorts(next.target) > 0 ? 'string' : 'object');
          } else if (view?.phase === 'open') expect(given).toBe('breaker');
          if (typeof given === 'object') calls.push({ target: next.target, admittance: given });
          expect(lastResorts(next.target)).toBeLessThanOrEqual(1);
        } else {
          const call = calls[next.call % Math.max(1, calls.length)];
          if (!call) continue;
          const target = targets[call.target] ?? fakeTarget();
          if (next.do === 'content') {
            call.admittance = health.answers(target, call.admittance, { afterMs: 1, limitMs: 1000 });
          } else {
            calls.splice(calls.indexOf(call), 1);
            health.ended(target, call.admittance, next.do === 'finish' ? finished : failed);
          }
        }
      }
      for (const { target, admittance } of calls) health.ended(targets[target] ?? fakeTarget(), admittance, failed);
      for (const target of targets) expect(typeof (await health.admit(target, false, true))).toBe('object');
    }),
    { numRuns: 300 },
  );
});
