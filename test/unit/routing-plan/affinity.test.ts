import { describe, expect, test } from '@jest/globals';
import { InMemoryAffinityStore } from '../../../adapters/in-memory/in-memory-affinity-store.ts';
import type { PlanInput } from '../../../core/routing/plan/plan-input.ts';
import { type FakeSurveyOptions, fakeSurvey } from '../../support/fake-survey.ts';
import { fakeTarget } from '../../support/fake-target.ts';
import { names, noon, type PlanOptions, plan, price, weighted } from './fake-plan.ts';

const one = fakeTarget({ label: 'p/one', name: 'one' });
const two = fakeTarget({ label: 'p/two', name: 'two', facts: { capabilities: { images: false } } });
const three = fakeTarget({ label: 'p/three', name: 'three' });
const targets = weighted(one, two, three);

/** What follows after a first answer. */
const followUp = { messageCount: 3 };

/** A route whose session was answered by `two`, 10 seconds ago. */
function rememberingTwo(options: PlanOptions = {}) {
  const affinity = new InMemoryAffinityStore();
  const { affinityKey } = plan({ targets }, { affinity });
  affinity.remember(affinityKey ?? '', two.label, noon - 10_000);
  return plan({ targets }, { affinity, survey: () => fakeSurvey(followUp), ...options });
}

function keyOf(over: FakeSurveyOptions, input: Partial<PlanInput> = {}): string | null {
  return plan({ targets }, { affinity: new InMemoryAffinityStore(), survey: () => fakeSurvey(over), ...input })
    .affinityKey;
}

describe('affinity', () => {
  test('is new at first', () => {
    const found = plan({ targets }, { affinity: new InMemoryAffinityStore() });
    expect(found).toMatchObject({ affinity: 'new', chosenBy: 'ordered', reason: 'the usual way' });
  });

  test('brings a session back to its target, the others following in their order', () => {
    const found = rememberingTwo();
    expect(names(found)).toEqual(['two', 'one', 'three']);
    expect(found).toMatchObject({ affinity: 'kept', chosenBy: 'affinity' });
    expect(found.reason).toBe("route auto: stays with its session's target");
  });

  test.each([
    ['its time is over', { now: noon + 300_000 }],
    ['another principal calls', { principal: { id: 'somebody' } }],
  ] as const)('is new again when %s', (_why, options) => {
    expect(rememberingTwo(options)).toMatchObject({ affinity: 'new', targets: [one, two, three] });
  });

  test.each([
    ['its breaker is open', { openUntil: { 'p/two': noon + 1 } }],
    ['it cannot take the request', { survey: () => fakeSurvey({ ...followUp, needs: { images: true } }) }],
  ] as const)('is left when %s', (_why, options) => {
    expect(rememberingTwo(options)).toMatchObject({ affinity: 'left', targets: [one, three] });
  });

  test('is left when the target is much busier than the least busy other', () => {
    const at = (busy: number) =>
      rememberingTwo({ loads: { 'p/one': { inFlight: 3 }, 'p/two': { inFlight: busy }, 'p/three': { inFlight: 5 } } });
    expect(at(10).affinity).toBe('kept');
    expect(at(11)).toMatchObject({ affinity: 'left', targets: [one, two, three] });
  });

  test('is left when the target fits worse than others', () => {
    const thinking = fakeTarget({ label: 'p/two', facts: { capabilities: { alwaysThinks: true } } });
    const route = { targets: weighted(one, thinking) };
    const affinity = new InMemoryAffinityStore();
    const survey = () => fakeSurvey({ ...followUp, needs: { forcedToolChoice: true } });
    affinity.remember(plan(route, { affinity }).affinityKey ?? '', thinking.label, noon);
    expect(plan(route, { affinity, survey })).toMatchObject({ affinity: 'left', targets: [one, thinking] });
  });

  test('is not looked for without a store, for a single target, or for a target asked for by name', () => {
    const affinity = new InMemoryAffinityStore();
    for (const found of [
      plan({ targets }),
      plan({ targets: weighted(one) }, { affinity }),
      plan({ targets, name: null }, { affinity }),
    ]) {
      expect(found).toMatchObject({ affinity: 'none', affinityKey: null });
    }
  });

  test('makes the expected cost that of the provider’s cache', () => {
    const facts = { prices: [price(1, 1, { cacheRead: 0.1 })] };
    const route = { targets: weighted(fakeTarget({ label: 'p/x', facts }), fakeTarget({ label: 'p/y', facts })) };
    const survey = () => fakeSurvey({ textCharacters: 350_000, newCharacters: 3_500 });
    const affinity = new InMemoryAffinityStore();
    affinity.remember(plan(route, { affinity, survey }).affinityKey ?? '', 'p/y', noon);
    const [first, second] = plan(route, { affinity, survey }).estimates;
    expect(second?.costUsd).toBeCloseTo(0.1005, 3);
    expect(first?.costUsd).toBeCloseTo(0.099 * 0.1 + 0.0015, 3);
  });
});

describe('the start of a session without a name', () => {
  test.each([
    ['a short question does not, many may ask it', {}, 'new'],
    ['a long one may, a provider keeps it', { textCharacters: 4000 }, 'kept'],
    ['what follows after an answer does', followUp, 'kept'],
    ['a name does', { session: { promptCacheKey: 'a' } }, 'kept'],
  ] as const)('leads back to a target: %s', (_what, over, expected) => {
    const affinity = new InMemoryAffinityStore();
    const survey = () => fakeSurvey(over);
    affinity.remember(plan({ targets }, { affinity, survey }).affinityKey ?? '', two.label, noon);
    expect(plan({ targets }, { affinity, survey })).toMatchObject({ affinity: expected });
  });
});

describe('the key of a session', () => {
  const header =
    (headers: Readonly<Record<string, string>>): PlanInput['header'] =>
    (name) =>
      headers[name] ?? null;
  const all = { promptCacheKey: 'cache', metadataSessionId: 'meta' };

  test('is the first name there is, in the promised order', () => {
    const headers = { 'x-cato-session': 'a', 'x-session-id': 'b', 'x-session-affinity': 'c' };
    const keys = [
      keyOf({ session: { ...all, conversation: 'conversation' } }, { header: header(headers) }),
      keyOf({ session: all }, { header: header(headers) }),
      keyOf({ session: all }, { header: header({ ...headers, 'x-cato-session': '' }) }),
      keyOf({ session: all }, { header: header({ 'x-session-affinity': 'c' }) }),
      keyOf({ session: all }),
      keyOf({ session: { metadataSessionId: 'meta' } }),
      keyOf({}),
    ];
    expect(new Set(keys).size).toBe(7);
    expect(keyOf({ session: { promptCacheKey: 'conversation' } })).toBe(keys[0]);
    expect(keyOf({ session: { promptCacheKey: 'a' } })).toBe(keys[1]);
    expect(keyOf({ session: { promptCacheKey: 'b' } })).toBe(keys[2]);
    expect(keyOf({ session: { promptCacheKey: 'c' } })).toBe(keys[3]);
    expect(keyOf({ session: { metadataSessionId: 'cache' } })).toBe(keys[4]);
  });

  test('is that of the first messages without a name: later turns change nothing', () => {
    const start = keyOf({ systemText: 'be brief', userTurns: ['hello'] });
    expect(keyOf({ systemText: 'be brief', userTurns: ['hello', 'and then?'] })).toBe(start);
    expect(keyOf({ systemText: 'be long', userTurns: ['hello'] })).not.toBe(start);
    expect(keyOf({ systemText: 'be brief', userTurns: ['hullo'] })).not.toBe(start);
    expect(keyOf({ systemText: 'be brie', userTurns: ['fhello'] })).not.toBe(start);
    expect(keyOf({ systemText: '', userTurns: [] })).toBeNull();
  });

  test('tells long beginnings apart by their start, end and length', () => {
    const long = 'x'.repeat(5_000);
    const key = keyOf({ userTurns: [long] });
    expect(keyOf({ userTurns: [`y${long.slice(1)}`] })).not.toBe(key);
    expect(keyOf({ userTurns: [`${long.slice(1)}y`] })).not.toBe(key);
    expect(keyOf({ userTurns: [`${long}x`] })).not.toBe(key);
  });

  test('differs from route to route and is short whatever the name', () => {
    const session = { promptCacheKey: 'z'.repeat(10_000) };
    expect(keyOf({ session })?.length).toBe('auto '.length + 16);
    const other = plan(
      { targets, name: 'fast' },
      { affinity: new InMemoryAffinityStore(), survey: () => fakeSurvey({ session }) },
    );
    expect(other.affinityKey).not.toBe(keyOf({ session }));
  });
});

describe('the in-memory affinity store', () => {
  test('forgets what was not used in its time', () => {
    const store = new InMemoryAffinityStore({ keepMs: 100 });
    store.remember('k', 'p/one', 0);
    expect(store.recall('k', 100)).toBe('p/one');
    expect(store.recall('k', 101)).toBeNull();
    store.remember('k', 'p/one', 90);
    expect(store.recall('k', 190)).toBe('p/one');
    store.remember('k', 'p/two', 190);
    expect(store.recall('k', 290)).toBe('p/two');
  });

  test('is bounded, and keeps what is used', () => {
    const store = new InMemoryAffinityStore({ maxSessions: 100 });
    for (let session = 0; session < 10_000; session += 1) {
      store.remember(`s${session}`, 'p/one', 0);
      store.remember('busy', 'p/two', 0);
    }
    const kept = Array.from({ length: 10_000 }, (_, session) => store.recall(`s${session}`, 0)).filter(Boolean);
    expect(kept.length).toBeGreaterThanOrEqual(48);
    expect(kept.length).toBeLessThanOrEqual(100);
    expect(store.recall('s9999', 0)).toBe('p/one');
    expect(store.recall('busy', 0)).toBe('p/two');
    expect(store.recall('s0', 0)).toBeNull();
  });
});
