import { describe, expect, test } from '@jest/globals';
import { createModelCatalogue, loadModelRows } from '../../../config/model-catalogue.ts';
import { expectedCachedTokens } from '../../../core/routing/plan/expected-cached-tokens.ts';
import { expectedCostUsd } from '../../../core/routing/plan/expected-cost.ts';
import { fakeSurvey } from '../../support/fake-survey.ts';
import { fakeTarget } from '../../support/fake-target.ts';
import { price } from './fake-plan.ts';

const million = 1_000_000;

describe('the expected cost', () => {
  test('is input and output by the price of a million tokens', () => {
    expect(expectedCostUsd([price(2, 10)], { input: million, cached: 0, output: million / 10 })).toBeCloseTo(3);
  });

  test('takes all tokens at the price of the highest threshold the input reaches', () => {
    const prices = [price(1, 1), price(5, 5, { minInputTokens: 100_000 }), price(9, 9, { minInputTokens: 500_000 })];
    const cost = (input: number) => expectedCostUsd(prices, { input, cached: 0, output: 0 });
    expect(cost(99_999)).toBeCloseTo(0.099999);
    expect(cost(100_000)).toBeCloseTo(0.5);
    expect(cost(500_000)).toBeCloseTo(4.5);
  });

  test('takes cached input at its own price, or at that of fresh input where there is none', () => {
    const tokens = { input: million, cached: 900_000, output: 0 };
    expect(expectedCostUsd([price(2, 10, { cacheRead: 0.1 })], tokens)).toBeCloseTo(0.2 + 0.09);
    expect(expectedCostUsd([price(2, 10)], tokens)).toBeCloseTo(2);
  });

  test('uses the processing asked for where it has prices', () => {
    const prices = [price(2, 10), price(1, 5, { processing: 'flex' })];
    const tokens = { input: million, cached: 0, output: 0 };
    expect(expectedCostUsd(prices, tokens, 'flex')).toBeCloseTo(1);
    expect(expectedCostUsd(prices, tokens, 'priority')).toBeCloseTo(2);
  });

  test('is unknown without a price, and 0 for a price of 0', () => {
    const tokens = { input: 5, cached: 0, output: 5 };
    expect(expectedCostUsd([], tokens)).toBeNull();
    expect(expectedCostUsd([price(null, 1)], tokens)).toBeNull();
    expect(expectedCostUsd([price(1, null)], tokens)).toBeNull();
    expect(expectedCostUsd([price(0, 0)], tokens)).toBe(0);
  });
});

describe('the expected share of the cache', () => {
  const survey = fakeSurvey({ textCharacters: 40_000, newCharacters: 4_000, messageCount: 0 });
  const gpt = fakeTarget({ label: 'openai/gpt-x' });
  const taking = { cacheBreakpoints: true };
  const marking = fakeTarget({
    label: 'mine/any-name',
    facts: { capabilities: taking, prices: [price(1, 5, { cacheWrite: { '5m': 1.25, '1h': 2 } })] },
  });

  test('is what stood before the last answer', () => {
    expect(expectedCachedTokens(survey, gpt, 10_000, 1)).toBeCloseTo(10_000 - 1_004);
  });

  test('has no files in it: they may be new', () => {
    const withFile = { ...survey, fileTokens: 1_600 };
    expect(expectedCachedTokens(withFile, gpt, 11_600, 1)).toBeCloseTo(10_000 - 1_004);
    expect(expectedCachedTokens(withFile, gpt, 11_600, 1.5)).toBeCloseTo(11_600 - (1_004 + 1_600) * 1.5);
  });

  test('is nothing below the shortest prefix the provider keeps', () => {
    const picky = fakeTarget({ label: 'openai/gpt-x', facts: { capabilities: { promptCacheMinTokens: 9_000 } } });
    expect(expectedCachedTokens(survey, picky, 10_000, 1)).toBe(0);
    expect(expectedCachedTokens(survey, gpt, 2_000, 1)).toBe(0);
  });

  test('is nothing where only what is marked is kept, and the client marked nothing', () => {
    expect(expectedCachedTokens(survey, marking, 12_000, 1)).toBe(0);
    expect(expectedCachedTokens({ ...survey, hasCacheBreakpoints: true }, marking, 12_000, 1)).toBeGreaterThan(9_000);
  });

  test.each([
    ['writing into the cache costs nothing', taking, {}],
    ['half an hour of it is sold', taking, { '30m': 2 }],
    ['no breakpoints are taken', { cacheBreakpoints: false }, { '5m': 2 }],
  ])('is the prefix, marked or not, where %s', (_, capabilities, cacheWrite) => {
    const facts = { capabilities, prices: [price(1, 5, { cacheWrite })] };
    const target = fakeTarget({ label: 'any/claude-like', facts });
    expect(expectedCachedTokens(survey, target, 12_000, 1)).toBeGreaterThan(9_000);
  });

  test('needs marks at every Claude that is known to take them, and at no model of OpenAI, Google or Amazon', async () => {
    const catalogue = createModelCatalogue(await loadModelRows());
    const needsMarks: string[] = [];
    const needsNone: string[] = [];
    for (const kind of ['openai', 'anthropic', 'bedrock', 'gemini', 'vertexai']) {
      for (const id of catalogue.ids(kind)) {
        const facts = catalogue.find(kind, id);
        if (facts?.capabilities.cacheBreakpoints !== true) continue;
        const isKept = expectedCachedTokens(survey, fakeTarget({ label: `${kind}/${id}`, facts }), 12_000, 1) > 0;
        (isKept ? needsNone : needsMarks).push(id);
      }
    }
    expect(needsMarks.length).toBeGreaterThan(20);
    expect(needsNone.length).toBeGreaterThan(10);
    expect(needsMarks.filter((id) => /gpt|nova|gemini/.test(id))).toEqual([]);
    expect(needsNone.filter((id) => !/gpt|nova|gemini/.test(id))).toEqual([]);
  });
});
