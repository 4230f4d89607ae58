import { describe, expect, test } from '@jest/globals';
import type { BreakerStore } from '../../../core/ports/breaker-store.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { BreakerSettings } from '../../../core/resilience/breaker/breaker-settings.ts';
import type { CallReport } from '../../../core/resilience/breaker/call-report.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** Makes an empty store that tells the time by this clock. */
export type CreateBreakerStore = (
  clock: Clock,
  settingsOf: (target: string) => BreakerSettings,
) => BreakerStore | Promise<BreakerStore>;

const usual = { failures: 5, windowSeconds: 30, coolDownSeconds: 15 };
const touchy = { failures: 1, windowSeconds: 30, coolDownSeconds: 2 };
const target = 'mock/model-a';

/** What holds of every BreakerStore. */
export function describeBreakerStoreContract(name: string, create: CreateBreakerStore): void {
  async function bench() {
    const clock = new FakeClock();
    const store = await create(clock, (asked) => (asked === 'touchy' ? touchy : usual));
    const report = async (times: number, outcome: CallReport['outcome'], more: Partial<CallReport> = {}) => {
      for (let call = 0; call < times; call++) await store.report(target, { outcome, ...more });
    };
    const phases = async (...targets: string[]) => (await store.view(targets)).map(({ phase }) => phase);
    return { clock, store, report, phases };
  }

  describe(`${name} keeps breakers`, () => {
    test('closed for targets never heard of, one view for each name in the order asked', async () => {
      const { store, report } = await bench();
      await report(5, 'failure');
      const healthy = { phase: 'closed', nextCallAt: null, isPause: false, recentFailures: 0 };
      expect(await store.view(['x', target, 'y', target])).toMatchObject([
        healthy,
        { phase: 'open' },
        healthy,
        { phase: 'open' },
      ]);
      expect(await store.view([])).toEqual([]);
    });

    test('open after so many failures, each target for itself', async () => {
      const { clock, store, report, phases } = await bench();
      await report(4, 'failure');
      expect(await phases(target)).toEqual(['closed']);
      await report(1, 'slow-first-token');
      expect(await store.view([target])).toEqual([
        { phase: 'open', nextCallAt: clock.now() + 15_000, isPause: false, recentFailures: 5 },
      ]);
      expect(await phases('mock/model-b')).toEqual(['closed']);
    });

    test('by each target’s own settings', async () => {
      const { clock, store, phases } = await bench();
      await store.report('touchy', { outcome: 'failure' });
      expect(await phases('touchy', target)).toEqual(['open', 'closed']);
      await clock.advance(2000);
      expect(await phases('touchy')).toEqual(['half-open']);
    });

    test('that give one probe to one of all who ask at once, when the cool-down is over', async () => {
      const { clock, store, report } = await bench();
      expect(await store.claimProbe(target)).toBeNull();
      await report(5, 'failure');
      expect(await store.claimProbe(target)).toBeNull();
      await clock.advance(15_000);
      const claims = await Promise.all(Array.from({ length: 20 }, () => store.claimProbe(target)));
      expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    });

    test('that close when the probe succeeds and open for longer when it fails', async () => {
      const { clock, store, report, phases } = await bench();
      await report(5, 'failure');
      await clock.advance(15_000);
      await report(1, 'failure', { probe: await store.claimProbe(target) });
      await clock.advance(29_999);
      expect(await phases(target)).toEqual(['open']);
      await clock.advance(1);
      await report(1, 'success', { probe: await store.claimProbe(target) });
      expect(await phases(target)).toEqual(['closed']);
    });

    test('that give up a probe nobody reports', async () => {
      const { clock, store, report } = await bench();
      await report(5, 'failure');
      await clock.advance(15_000);
      const vanished = await store.claimProbe(target);
      await clock.advance(59_999);
      expect(await store.claimProbe(target)).toBeNull();
      await clock.advance(1);
      const next = await store.claimProbe(target);
      expect(next).not.toBeNull();
      expect(next).not.toBe(vanished);
    });

    test('that pause as long as a provider asks', async () => {
      const { clock, report, phases } = await bench();
      await report(1, 'rate-limited', { retryAfterMs: 700 });
      await clock.advance(699);
      expect(await phases(target)).toEqual(['open']);
      await clock.advance(1);
      expect(await phases(target)).toEqual(['closed']);
    });

    test('that lose no report when many come at once', async () => {
      const { store, phases } = await bench();
      await Promise.all(Array.from({ length: 5 }, () => store.report(target, { outcome: 'failure' })));
      expect(await phases(target)).toEqual(['open']);
    });
  });
}
