import { expect, test } from '@jest/globals';
import { DynamoDbBreakerStore } from '../../../adapters/dynamodb/dynamodb-breaker-store.ts';
import { successWeight } from '../../../adapters/dynamodb/success-weight.ts';
import { afterCall } from '../../../core/resilience/breaker/after-call.ts';
import { type BreakerState, createBreakerState } from '../../../core/resilience/breaker/breaker-state.ts';
import { describeOnDynamoDbLocal } from '../../support/dynamodb-local/describe-on-dynamodb-local.ts';
import { TableFaults } from '../../support/dynamodb-local/table-faults.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const settings = { failures: 5, windowSeconds: 30, coolDownSeconds: 15 };
const target = 'mock/model-a';
let tableCount = 0;

test('a busy target’s successes are written one for many, and its share of failures stays about right', () => {
  let state: BreakerState = createBreakerState();
  let writes = 0;
  let calls = 0;
  let seed = 1;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  // One failure in a hundred calls.
  for (let call = 1; call <= 20_000; call++) {
    const report = { outcome: call % 100 === 0 ? ('failure' as const) : ('success' as const) };
    const weight = successWeight(state, report);
    if (state === createBreakerState() && report.outcome === 'success') continue;
    calls++;
    if (weight > 1 && random() * weight >= 1) continue;
    writes++;
    for (let time = 0; time < weight; time++) state = afterCall(state, report, settings, 1_000 + call);
  }
  expect(state.phase).toBe('closed');
  const counted = state.phase === 'closed' ? state.slices.reduce((sum, slice) => sum + slice.calls, 0) : 0;
  expect(counted / calls).toBeGreaterThan(0.5);
  expect(counted / calls).toBeLessThan(2);
  // The failures, each first success after one, and a share of the rest.
  expect(writes).toBeLessThan(800);
});

await describeOnDynamoDbLocal('breakers of a fleet', (tables) => {
  function fleet(size: number) {
    const clock = new FakeClock();
    const name = `coordination-${tableCount++}`;
    const members = Array.from({ length: size }, () => {
      const client = tables.client();
      const faults = new TableFaults(client);
      const options = { client, name, clock, settingsOf: () => settings, tryMs: 15_000 };
      return { client, faults, store: new DynamoDbBreakerStore(options) };
    });
    const [first, second = first] = members;
    if (!first || !second) throw new RangeError('a fleet has members');
    const phases = async (store = first.store) => (await store.view([target])).map(({ phase }) => phase);
    return { clock, members, first, second, phases };
  }

  test('count every failure, whoever reports it, and open for all within two seconds', async () => {
    const { clock, members, second, phases } = fleet(5);
    expect(await phases(second.store)).toEqual(['closed']);
    await Promise.all(members.map(({ store }) => store.report(target, { outcome: 'failure' })));
    await clock.advance(1500);
    for (const { store } of members) expect(await phases(store)).toEqual(['open']);
  });

  test('give one of twenty processes the probe, and all the news of how it ended', async () => {
    const { clock, members, first, second, phases } = fleet(10);
    for (let call = 0; call < 5; call++) await first.store.report(target, { outcome: 'failure' });
    await clock.advance(15_000);
    for (const { store } of members) expect(await phases(store)).toEqual(['half-open']);
    const claims = await Promise.all(
      members.flatMap(({ store }) => [store.claimProbe(target), store.claimProbe(target)]),
    );
    const [probe, ...more] = claims.filter((claim) => claim !== null);
    expect(more).toEqual([]);
    await second.store.report(target, { outcome: 'success', probe: probe ?? null });
    await clock.advance(1500);
    for (const { store } of members) expect(await phases(store)).toEqual(['closed']);
  });

  test('are read together, once in a second and a half, and healthy ones are not written', async () => {
    const { clock, first } = fleet(1);
    const targets = Array.from({ length: 30 }, (_, at) => `mock/model-${at}`);
    first.faults.reset();
    await Promise.all([first.store.view(targets), first.store.view(targets), first.store.view(targets.slice(3))]);
    for (const name of targets) await first.store.report(name, { outcome: 'success' });
    await clock.advance(1499);
    expect(first.store.view(targets)).toHaveLength(30);
    expect(first.faults.calls).toEqual(['BatchGetItem']);
    await clock.advance(1);
    await first.store.view(targets);
    expect(first.faults.calls).toEqual(['BatchGetItem', 'BatchGetItem']);
  });

  test('count a report once whose answer is lost', async () => {
    const { clock, first, second, phases } = fleet(2);
    first.faults.next = (write) => (write === 0 || write === 2 ? 'answer-lost' : null);
    for (let call = 0; call < 4; call++) await first.store.report(target, { outcome: 'failure' });
    expect(first.faults.failed).toBe(2);
    await clock.advance(1500);
    expect(await second.store.view([target])).toMatchObject([{ phase: 'closed', recentFailures: 4 }]);
    expect(await phases()).toEqual(['closed']);
  });

  test('let every call pass while the table is away, ask it no more than once in a while, and come back', async () => {
    const { clock, first, second, phases } = fleet(2);
    for (let call = 0; call < 5; call++) await second.store.report(target, { outcome: 'failure' });
    expect(await phases()).toEqual(['open']);
    await clock.advance(1500);
    first.faults.reset();
    first.faults.next = () => 'not-sent';
    expect(await phases()).toEqual(['closed']);
    expect(await phases()).toEqual(['closed']);
    await first.store.report(target, { outcome: 'failure' });
    expect(await first.store.claimProbe(target)).not.toBeNull();
    expect(first.faults.calls).toHaveLength(2);
    first.faults.reset();
    await clock.advance(1500);
    expect(await phases()).toEqual(['open']);
  });

  test('can be waited for until what was reported is written', async () => {
    const { first, second, phases } = fleet(2);
    for (let call = 0; call < 5; call++) void first.store.report(target, { outcome: 'failure' });
    await first.store.settled();
    expect(await phases(second.store)).toEqual(['open']);
  });

  test('never throw, whatever the table says', async () => {
    const { first } = fleet(1);
    for (const name of ['AccessDeniedException', 'ThrottlingException', 'ResourceNotFoundException']) {
      first.faults.next = () => ({ name });
      expect(await first.store.view([name])).toMatchObject([{ phase: 'closed' }]);
      await first.store.report(name, { outcome: 'failure' });
    }
  });
});
