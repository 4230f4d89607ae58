import { expect, test } from '@jest/globals';
import type { EffectiveConfig } from '../../../config/effective-config.ts';
import { LiveGateway } from '../../../wiring/deployed/live-gateway.ts';
import { UnfinishedWork } from '../../../wiring/deployed/unfinished-work.ts';

const config = {} as EffectiveConfig;
const holding = (version: string) => ({ config, version });

function bench() {
  let current = holding('1');
  const made: string[] = [];
  const closed: string[] = [];
  let failures = 0;
  const live = new LiveGateway({
    current: async () => current,
    async build({ version }) {
      if (failures-- > 0) throw new Error('not yet');
      made.push(version);
      return { version, close: async () => void closed.push(version) };
    },
  });
  return {
    ...{ live, made, closed },
    hold: (version: string) => {
      current = holding(version);
    },
    fail: (times: number) => {
      failures = times;
    },
  };
}

test('a configuration is made use of once, however many requests there are', async () => {
  const { live, made } = bench();
  await live.prepare();
  await Promise.all([live.use(async () => 1), live.use(async () => 2)]);
  expect(made).toEqual(['1']);
});

test('what another configuration replaces is closed when the last request that uses it has ended', async () => {
  const { live, made, closed, hold } = bench();
  const running = Promise.withResolvers<void>();
  const first = live.use(({ version }) => running.promise.then(() => version));
  await live.use(async () => undefined);
  hold('2');
  expect(await live.use(async ({ version }) => version)).toBe('2');
  expect(closed).toEqual([]);
  running.resolve();
  expect(await first).toBe('1');
  expect(closed).toEqual(['1']);
  expect(made).toEqual(['1', '2']);
});

test('what could not be made is tried again', async () => {
  const { live, fail } = bench();
  fail(1);
  await expect(live.use(async () => 1)).rejects.toThrow('not yet');
  expect(await live.use(async () => 1)).toBe(1);
});

test('work that goes on after an answer is waited for, but not for ever', async () => {
  const work = new UnfinishedWork();
  const late = Promise.withResolvers<string>();
  work.track(late.promise);
  work.track(Promise.reject(new Error('ignored'))).catch(() => undefined);
  await work.settled(20);
  setTimeout(() => late.resolve('done'), 20);
  const startedAt = performance.now();
  await work.settled(10_000);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
