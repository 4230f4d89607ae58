import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InMemoryAffinityStore } from '../../../adapters/in-memory/in-memory-affinity-store.ts';
import type { RoutePolicy } from '../../../core/routing/plan/route-policy.ts';
import type { Target } from '../../../core/routing/target.ts';
import { tiers as tierNames } from '../../../core/routing/tier/tier.ts';
import { fakeSurvey } from '../../support/fake-survey.ts';
import { fakeTarget } from '../../support/fake-target.ts';
import { noon, type PlanOptions, plan, price, weighted } from './fake-plan.ts';

const flag = fc.constantFrom(true, false, undefined);
const able = (capability: string, known: boolean | undefined) => (known === undefined ? {} : { [capability]: known });

const target = fc
  .record({
    images: flag,
    tools: flag,
    thinks: flag,
    window: fc.constantFrom(null, 1_000, 8_000, 1_000_000),
    cost: fc.constantFrom(null, 0, 1, 5),
    rpm: fc.constantFrom(undefined, 1, 100),
    retires: fc.constantFrom(null, '2026-01-01', '2027-01-01'),
  })
  .map(({ images, tools, thinks, window, cost, rpm, retires }) => ({
    ...(rpm === undefined ? {} : { rpm }),
    facts: {
      contextWindow: window,
      retires,
      prices: cost === null ? [] : [price(cost, cost)],
      capabilities: { ...able('images', images), ...able('tools', tools), ...able('alwaysThinks', thinks) },
    },
  }));

const targets = fc
  .array(target, { minLength: 1, maxLength: 6 })
  .map((all) => all.map((one, index) => fakeTarget({ ...one, label: `p/${index}`, name: `${index}` })));

const weights = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 6, maxLength: 6 });

const scenario = fc
  .record({
    targets,
    weights,
    choose: fc.constantFrom<RoutePolicy['choose']>('ordered', 'weighted', 'cheapest', 'fastest', 'least-busy'),
    needs: fc.record({ images: fc.boolean(), tools: fc.boolean(), forcedToolChoice: fc.boolean() }),
    tokens: fc.constantFrom(10, 2_000, 20_000),
    inFlight: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 6, maxLength: 6 }),
    open: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    remembered: fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }),
    tier: fc.constantFrom(...tierNames),
    tiered: fc.boolean(),
    isFree: fc.boolean(),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  })
  .map(({ targets: all, ...given }) => {
    const list = weighted(...all.map((one, index) => [one, given.weights[index] ?? 1] as const));
    const half = Math.ceil(list.length / 2);
    const isTiered = given.tiered && list.length > 1;
    const route: Partial<RoutePolicy> = isTiered
      ? { choose: given.choose, tiers: { simple: list.slice(0, half), complex: list.slice(half) } }
      : { choose: given.choose, targets: list };
    const affinity = new InMemoryAffinityStore();
    const options: PlanOptions = {
      affinity,
      random: given.random,
      classify: () => given.tier,
      principal: given.isFree ? { id: 'me', tier: 'free' } : null,
      survey: () => fakeSurvey({ needs: given.needs, textCharacters: given.tokens * 4 }),
      loads: Object.fromEntries(
        given.inFlight.map((inFlight, index) => [`p/${index}`, { inFlight, requestsLastMinute: 5 }]),
      ),
      openUntil: Object.fromEntries(
        given.open.flatMap((isOpen, index) => (isOpen ? [[`p/${index}`, noon + index]] : [])),
      ),
    };
    const key = plan(route, options).affinityKey;
    if (key !== null && given.remembered !== null) affinity.remember(key, `p/${given.remembered}`, noon);
    return { all, list, half, isTiered, route, options, given };
  });

const labels = (some: readonly Target[]) => some.map(({ label }) => label);

describe('any plan', () => {
  test('has each target once: asked or passed over, never both, and nobody else', () => {
    fc.assert(
      fc.property(scenario, ({ all, isTiered, route, options }) => {
        const found = plan(route, options);
        const asked = labels(found.targets);
        const out = labels(found.excluded.map((exclusion) => exclusion.target));
        expect(new Set(asked).size).toBe(asked.length);
        expect(new Set(out).size).toBe(out.length);
        if (!found.lastResort) expect(asked.filter((label) => out.includes(label))).toEqual([]);
        const met = new Set([...asked, ...out]);
        if (isTiered) expect(labels(all)).toEqual(expect.arrayContaining([...met]));
        else expect([...met].sort()).toEqual(labels(all).sort());
      }),
      { numRuns: 300 },
    );
  });

  test('never asks a target that lacks what is needed, and one that is open or over its rate only as a last resort', () => {
    fc.assert(
      fc.property(scenario, ({ route, options, given }) => {
        const found = plan(route, options);
        for (const { facts, label, rpm } of found.targets) {
          // Of a request for a single target its provider is the judge.
          const isOnly = route.targets?.length === 1 && !route.tiers;
          if (isOnly) continue;
          if (given.needs.images) expect(facts.capabilities.images).not.toBe(false);
          if (given.needs.tools) expect(facts.capabilities.tools).not.toBe(false);
          if (given.tokens === 20_000) expect([null, 1_000_000]).toContain(facts.contextWindow);
          if (found.lastResort) continue;
          expect(label in (options.openUntil ?? {})).toBe(false);
          expect(rpm === undefined || rpm > 5).toBe(true);
          expect(facts.retires).not.toBe('2026-01-01');
        }
      }),
      { numRuns: 300 },
    );
  });

  test('either leads somewhere or says why not', () => {
    fc.assert(
      fc.property(scenario, ({ route, options }) => {
        const found = plan(route, options);
        expect(found.targets.length === 0).toBe(found.error !== null);
        expect(found.lastResort ? found.targets.length : 1).toBe(1);
        expect(found.reason).toMatch(/^[ -~’]+$/);
        if (found.error === null) expect(found.reason.length).toBeLessThanOrEqual(200);
        expect(found.estimates.length === found.targets.length || found.estimates.length === 0).toBe(true);
        for (const { target: out, reason } of found.excluded) {
          expect(reason).not.toBe('');
          if (found.error !== null && found.excluded.length <= 5)
            expect(found.error.message).toContain(`${out.name} ${reason}`);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('is the same for the same request', () => {
    fc.assert(
      fc.property(scenario, ({ route, options }) => {
        const { error: first, ...plan1 } = plan(route, options);
        const { error: second, ...plan2 } = plan(route, options);
        expect(plan2).toEqual(plan1);
        expect(second?.message).toBe(first?.message);
      }),
      { numRuns: 100 },
    );
  });

  test('puts targets that fit worse behind all others, except for nobody', () => {
    fc.assert(
      fc.property(scenario, ({ route, options }) => {
        const { targets: asked, lowered } = plan(route, options);
        const worse = new Set(lowered.map((one) => one.target));
        const isWorse = asked.map((one) => worse.has(one));
        expect(isWorse).toEqual([...isWorse].sort());
      }),
      { numRuns: 300 },
    );
  });

  test('is ordered by cost when the cheapest is wanted and no session holds', () => {
    fc.assert(
      fc.property(scenario, ({ route, options, given }) => {
        const found = plan(route, options);
        if (!(given.choose === 'cheapest' || given.isFree) || found.affinity === 'kept') return;
        const costs = found.estimates
          .slice(0, found.estimates.length - found.lowered.length)
          .map(({ costUsd }) => costUsd ?? Number.POSITIVE_INFINITY);
        expect(costs).toEqual([...costs].sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });
});
