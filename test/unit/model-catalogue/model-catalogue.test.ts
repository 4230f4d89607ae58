import { expect, test } from '@jest/globals';
import { createModelCatalogue, loadModelRows } from '../../../config/model-catalogue.ts';
import type { ModelRow } from '../../../config/model-row.ts';

/** Made-up models. */
function row(provider: string, id: string, more: Partial<ModelRow> = {}): ModelRow {
  return {
    provider,
    id,
    window: 1000,
    maxOutput: 100,
    prices: [
      { minInput: 0, processing: 'standard', in: 1, out: 3, cacheRead: 0.1, cacheWrite: { '5m': 1.25, '1h': 2 } },
    ],
    capabilities: { tools: true },
    retires: null,
    source: 'tested',
    asOf: '2026-11-21',
    ...more,
  };
}

function inputOf(facts: ReturnType<ReturnType<typeof createModelCatalogue>['find']>): number | null | undefined {
  return facts?.prices[0]?.input;
}

test('a row becomes the facts of its model', () => {
  const catalogue = createModelCatalogue([row('openai', 'm', { retires: '2027-01-01' })]);
  expect(catalogue.find('openai', 'm')).toEqual({
    id: 'm',
    contextWindow: 1000,
    maxInputTokens: null,
    maxOutputTokens: 100,
    prices: [
      {
        minInputTokens: 0,
        processing: 'standard',
        input: 1,
        output: 3,
        cacheRead: 0.1,
        cacheWrite: { '5m': 1.25, '1h': 2, default: 1.25 },
      },
    ],
    capabilities: { tools: true },
    retires: '2027-01-01',
  });
});

test('what is unknown stays unknown', () => {
  const unknown = { minInput: 0, processing: 'standard', in: null, out: null, cacheRead: null, cacheWrite: {} };
  const catalogue = createModelCatalogue([row('bedrock', 'global.v.m', { prices: [unknown], window: null })]);
  expect(catalogue.find('bedrock', 'us.v.m')).toMatchObject({
    contextWindow: null,
    prices: [{ input: null, output: null, cacheRead: null, cacheWrite: {} }],
  });
});

test('a model or a kind of provider without a row is null', () => {
  const catalogue = createModelCatalogue([row('openai', 'm')]);
  expect(catalogue.find('openai', 'm-mini')).toBeNull();
  expect(catalogue.find('openai', '2024-07-18')).toBeNull();
  expect(catalogue.find('anthropic', 'm')).toBeNull();
  expect(catalogue.find('bedrock', 'us.v.m')).toBeNull();
  expect(catalogue.find('openai', '')).toBeNull();
});

test.each(['m-2024-07-18', 'm-20240718', 'm@20240718', 'm@default'])(
  'the dated id %s has the facts of the undated model under its own name',
  (id) => {
    expect(createModelCatalogue([row('openai', 'm')]).find('openai', id)).toMatchObject({ id, contextWindow: 1000 });
  },
);

test('a dated id with a row of its own has that', () => {
  const catalogue = createModelCatalogue([row('openai', 'm'), row('openai', 'm-2024-07-18', { window: 5 })]);
  expect(catalogue.find('openai', 'm-2024-07-18')?.contextWindow).toBe(5);
});

test('a fine-tuned model has not the facts of the one it was made of', () => {
  expect(createModelCatalogue([row('openai', 'm')]).find('openai', 'ft:m-2024-07-18:org::id')).toBeNull();
});

test('a profile without a row costs 10 % over the worldwide one, 20 % in GovCloud', () => {
  const catalogue = createModelCatalogue([row('bedrock', 'global.v.m'), row('bedrock', 'eu.v.m', { window: 7 })]);
  expect(catalogue.find('bedrock', 'us.v.m')).toMatchObject({
    id: 'us.v.m',
    prices: [{ input: 1.1, output: 3.3, cacheRead: 0.11, cacheWrite: { '5m': 1.375, '1h': 2.2, default: 1.375 } }],
  });
  expect(inputOf(catalogue.find('bedrock', 'us-gov.v.m'))).toBe(1.2);
  expect(inputOf(catalogue.find('bedrock', 'global.v.m'))).toBe(1);
  expect(catalogue.find('bedrock', 'eu.v.m')).toMatchObject({ contextWindow: 7, prices: [{ input: 1 }] });
});

test('where only the bare model has a row, profiles are reckoned from that', () => {
  const catalogue = createModelCatalogue([row('bedrock', 'v.m')]);
  expect(inputOf(catalogue.find('bedrock', 'apac.v.m'))).toBe(1.1);
  expect(inputOf(catalogue.find('bedrock', 'global.v.m'))).toBe(1);
  expect(catalogue.find('bedrock', 'mars.v.m')).toBeNull();
});

test('an ARN that ends in a known id is known, an application profile is not', () => {
  const catalogue = createModelCatalogue([row('bedrock', 'us.v.m')]);
  const arn = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.v.m';
  expect(catalogue.find('bedrock', arn)).toMatchObject({ id: arn, contextWindow: 1000 });
  expect(
    catalogue.find('bedrock', 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc'),
  ).toBeNull();
});

test('a region with a row of its own has that, every other the general one', () => {
  const dear = [{ minInput: 0, processing: 'standard', in: 9, out: 9, cacheRead: null, cacheWrite: {} }];
  const catalogue = createModelCatalogue([
    row('bedrock', 'v.m'),
    row('bedrock', 'v.m', { region: 'sa-east-1', prices: dear }),
  ]);
  expect(inputOf(catalogue.find('bedrock', 'v.m', 'sa-east-1'))).toBe(9);
  expect(inputOf(catalogue.find('bedrock', 'v.m', 'us-east-1'))).toBe(1);
  expect(inputOf(catalogue.find('bedrock', 'v.m'))).toBe(1);
  expect(catalogue.ids('bedrock')).toEqual(['v.m']);
});

test('data residency and regional endpoints cost their uplift', () => {
  const catalogue = createModelCatalogue([
    row('openai', 'm', { uplift: { eu: 1.1 } }),
    row('vertexai', 'm', { uplift: { regional: 1.1 } }),
  ]);
  expect(['eu', 'us', undefined].map((place) => inputOf(catalogue.find('openai', 'm', place)))).toEqual([1.1, 1, 1]);
  expect(['us-central1', 'global'].map((place) => inputOf(catalogue.find('vertexai', 'm', place)))).toEqual([1.1, 1]);
});

test('ids are sorted, and none for a kind without rows', () => {
  const catalogue = createModelCatalogue([row('openai', 'b'), row('openai', 'a'), row('anthropic', 'c')]);
  expect(catalogue.ids('openai')).toEqual(['a', 'b']);
  expect(catalogue.ids('ollama')).toEqual([]);
});

test('it is as old as its oldest row', () => {
  const rows = [row('openai', 'a'), row('openai', 'b', { asOf: '2026-01-02' })];
  expect(createModelCatalogue(rows).asOf).toBe('2026-01-02');
  expect(createModelCatalogue([]).asOf).toBeNull();
});

test('the rows that come with Cato know the models people ask for', async () => {
  const catalogue = createModelCatalogue(await loadModelRows());
  expect(catalogue.find('openai', 'gpt-4o-mini-2024-07-18')?.prices[0]?.input).toBe(0.15);
  expect(catalogue.find('openai', 'gpt-6-luna-2026-09-01')?.contextWindow).toBe(1_050_000);
  expect(catalogue.find('bedrock', 'us.anthropic.claude-fable-5-2')?.prices[0]?.input).toBe(8.8);
  expect(catalogue.find('bedrock', 'ca.anthropic.claude-haiku-5-5')?.prices[1]?.input).toBe(0.55);
  expect(catalogue.find('anthropic', 'claude-haiku-5-5-20261007')?.maxOutputTokens).toBe(128_000);
});
