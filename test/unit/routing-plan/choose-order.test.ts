import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Choose } from '../../../core/routing/plan/route-policy.ts';
import { fakeSurvey } from '../../support/fake-survey.ts';
import { fakeTarget } from '../../support/fake-target.ts';
import { names, type PlanOptions, plan, price, weighted } from './fake-plan.ts';

const plainSurvey = fakeSurvey();
const a = fakeTarget({ label: 'p/a', name: 'a', facts: { prices: [price(1, 1)] } });
const b = fakeTarget({ label: 'p/b', name: 'b', facts: { prices: [price(0.5, 9)] } });
const c = fakeTarget({ label: 'p/c', name: 'c' });

const order = (choose: Choose, options: PlanOptions = {}) =>
  names(plan({ choose, targets: weighted([a, 3], [b, 1], [c, 0]) }, options));

describe('the choice among targets', () => {
  test('ordered: as written', () => {
    expect(order('ordered')).toEqual(['a', 'b', 'c']);
  });

  test('weighted: one number decides, the others follow by weight', () => {
    expect(order('weighted', { random: 0 })).toEqual(['a', 'b', 'c']);
    expect(order('weighted', { random: 0.7499 })).toEqual(['a', 'b', 'c']);
    expect(order('weighted', { random: 0.75 })).toEqual(['b', 'a', 'c']);
    expect(order('weighted', { random: 0.9999999999 })).toEqual(['b', 'a', 'c']);
  });

  test('weighted: over all numbers each target comes first exactly as often as its weight says', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(weights, (given) => {
        const total = given.reduce((sum, weight) => sum + weight, 0);
        fc.pre(total > 0);
        const targets = given.map((weight, index) => {
          return { target: fakeTarget({ label: `p/${index}` }), weight };
        });
        const first = new Map<string, number>();
        // In the middle of each of `total` equal pieces of [0, 1).
        for (let piece = 0; piece < total; piece += 1) {
          const [label = ''] = names(plan({ choose: 'weighted', targets }, { random: (piece + 0.5) / total }));
          first.set(label, (first.get(label) ?? 0) + 1);
        }
        for (const [index, weight] of given.entries()) expect(first.get(`p/${index}`) ?? 0).toBe(weight);
      }),
      { numRuns: 60 },
    );
  });

  test('weighted: only weights of 0 leave the written order', () => {
    expect(names(plan({ choose: 'weighted', targets: weighted([a, 0], [b, 0]) }))).toEqual(['a', 'b']);
  });

  test('cheapest: by the expected tokens, an unknown price last, and said', () => {
    const short = plan({ choose: 'cheapest', targets: weighted(c, b, a) }, {});
    expect(names(short)).toEqual(['a', 'b', 'c']);
    expect(short.reason).toBe('route auto: cheapest of 3, 1 of unknown price last');
    expect(short.estimates.map(({ costUsd }) => costUsd === null)).toEqual([false, false, true]);
  });

  test('cheapest: a long prompt makes the one with the cheaper input win', () => {
    const survey = () => ({ ...plainSurvey, textCharacters: 4_000_000, newCharacters: 4_000_000 });
    expect(names(plan({ choose: 'cheapest', targets: weighted(a, b) }, { survey }))).toEqual(['b', 'a']);
  });

  test('cheapest: a price cliff turns the order', () => {
    const cliff = fakeTarget({
      label: 'p/cliff',
      name: 'cliff',
      facts: { prices: [price(0.1, 0.5), price(0.5, 2.5, { minInputTokens: 100_000 })] },
    });
    const flat = fakeTarget({ label: 'p/flat', name: 'flat', facts: { prices: [price(0.3, 0.5)] } });
    const targets = weighted(cliff, flat);
    const at = (textCharacters: number) =>
      names(plan({ choose: 'cheapest', targets }, { survey: () => ({ ...plainSurvey, textCharacters }) }));
    expect(at(340_000)).toEqual(['cliff', 'flat']);
    expect(at(360_000)).toEqual(['flat', 'cliff']);
  });

  test('cheapest: reckons with the usual length of a target’s answers, bounded by what the client allows', () => {
    const loads = { 'p/a': { meanOutputTokens: 9_000 }, 'p/b': { meanOutputTokens: 10 } };
    expect(names(plan({ choose: 'cheapest', targets: weighted(a, b) }, { loads }))).toEqual(['b', 'a']);
    const survey = () => ({ ...plainSurvey, maxOutputTokens: 10 });
    expect(plan({ targets: weighted(a, b) }, { loads, survey }).estimates.map((one) => one.outputTokens)).toEqual([
      10, 10,
    ]);
  });

  test('fastest: by recent time to the first token', () => {
    const loads = { 'p/a': { firstTokenMs: 900 }, 'p/b': { firstTokenMs: 200 }, 'p/c': { firstTokenMs: 500 } };
    expect(order('fastest', { loads })).toEqual(['b', 'c', 'a']);
  });

  test('fastest: a target nobody measured is tried first, one call at a time and three times a minute', () => {
    const measured = { 'p/a': { firstTokenMs: 900 }, 'p/b': { firstTokenMs: 200 } };
    expect(order('fastest', { loads: measured })).toEqual(['c', 'b', 'a']);
    expect(order('fastest', { loads: { ...measured, 'p/c': { inFlight: 1 } } })).toEqual(['b', 'a', 'c']);
    expect(order('fastest', { loads: { ...measured, 'p/c': { requestsLastMinute: 3 } } })).toEqual(['b', 'a', 'c']);
  });

  test('least-busy: by calls under way relative to weight', () => {
    const busy = (inA: number, inB: number) =>
      order('least-busy', { loads: { 'p/a': { inFlight: inA }, 'p/b': { inFlight: inB } }, random: 0 });
    expect(busy(0, 0)).toEqual(['a', 'b', 'c']);
    expect(busy(2, 0)).toEqual(['a', 'b', 'c']);
    expect(busy(3, 0)).toEqual(['b', 'a', 'c']);
    expect(busy(8, 2)).toEqual(['a', 'b', 'c']);
    expect(busy(9, 2)).toEqual(['b', 'a', 'c']);
  });

  test('a principal of the tier free gets the cheapest, whatever the route prefers', () => {
    const found = plan({ targets: weighted(c, b, a) }, { principal: { tier: 'free' } });
    expect(names(found)).toEqual(['a', 'b', 'c']);
    expect(found.chosenBy).toBe('principal-tier');
    expect(names(plan({ targets: weighted(c, b, a) }, { principal: { tier: 'gold' } }))).toEqual(['c', 'b', 'a']);
  });
});
