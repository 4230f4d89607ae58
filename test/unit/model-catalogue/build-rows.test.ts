import { expect, test } from '@jest/globals';
import { type BuildInput, buildRows } from '../../../scripts/import-models/build-rows.ts';
import { rowsToText } from '../../../scripts/import-models/rows-to-text.ts';
import type { SecondProvider } from '../../../scripts/import-models/second-source.ts';
import { cliffRow, plainRow } from './source-rows.ts';

/** Hand-made, in the shape of genai-prices' data; it agrees with `plainRow`. */
function secondSource(input: string, contextWindow?: number): SecondProvider[] {
  return [
    {
      id: 'openai',
      models: [
        {
          id: 'm',
          match: { $: 'ClauseEquals', equals: 'm' },
          ...(contextWindow === undefined ? {} : { context_window: contextWindow }),
          prices: { $: 'ModelPrice', input_mtok: input, output_mtok: '10' },
        },
      ],
    },
  ];
}

function build(more: Partial<BuildInput>) {
  return buildRows({
    first: { m: plainRow },
    second: [],
    reviewed: [],
    added: [],
    asOf: '2026-11-21',
    collections: { first: 'first 1.0', second: 'second 1.0' },
    ...more,
  });
}

test('prices on which the sources agree are counted', () => {
  expect(build({ second: secondSource('1.25') })).toMatchObject({ compared: 2, unreviewed: [] });
});

test('a price on which they do not agree is reported with both values', () => {
  expect(build({ second: secondSource('1.5') }).unreviewed).toEqual([
    { provider: 'openai', id: 'm', processing: 'standard', minInput: 0, price: 'in', first: 1.25, second: 1.5 },
  ]);
});

test('a cliff that only the second source knows is a difference', () => {
  const [provider] = secondSource('1.25');
  const cliff = { base: '1.25', tiers: [{ start: 200_000, price: '2.5' }] };
  const models = provider?.models.map((model) => ({ ...model, prices: { input_mtok: cliff } })) ?? [];
  expect(build({ second: [{ id: 'openai', models }] }).unreviewed).toMatchObject([
    { minInput: 200_001, price: 'in', first: 1.25, second: 2.5 },
  ]);
});

test('of several cliffs of the second source, the last one reached counts', () => {
  const [provider] = secondSource('1.25');
  const tiers = [
    { start: 100_000, price: '2' },
    { start: 200_000, price: '3' },
  ];
  const models = provider?.models.map((model) => ({ ...model, prices: { input_mtok: { base: '1.25', tiers } } })) ?? [];
  const { unreviewed } = build({ second: [{ id: 'openai', models }] });
  expect(unreviewed.map(({ minInput, second }) => [minInput, second])).toEqual([
    [100_001, 2],
    [200_001, 3],
  ]);
});

test('a cache write keeps for 30 minutes at OpenAI and for its models elsewhere, else for 5', () => {
  const cached = { ...plainRow, cache_creation_input_token_cost: 1e-6 };
  const onBedrock = { ...cached, litellm_provider: 'bedrock_converse' };
  const { rows } = build({ first: { m: cached, 'us.openai.m': onBedrock, 'us.vendor.m': onBedrock } });
  expect(rows.map(({ id, prices }) => [id, Object.keys(prices[0]?.cacheWrite ?? {})])).toEqual([
    ['us.openai.m', ['30m']],
    ['us.vendor.m', ['5m']],
    ['m', ['30m']],
  ]);
});

const kept = { provider: 'openai', ids: ['m'], processing: 'standard', reason: 'tested' };

test('a difference that was decided on stops nothing while it stays within its bounds', () => {
  const second = secondSource('2.5');
  expect(build({ second, reviewed: [{ ...kept, firstOverSecond: [0.5, 0.5] }] }).unreviewed).toEqual([]);
  expect(build({ second, reviewed: [{ ...kept, firstOverSecond: [0.6, 0.7] }] }).unreviewed).toHaveLength(1);
  expect(build({ second, reviewed: [{ ...kept, firstOverSecond: [0.3, 0.4] }] }).unreviewed).toHaveLength(1);
  expect(
    build({ second, reviewed: [{ ...kept, processing: 'batch', firstOverSecond: [0.5, 0.5] }] }).unreviewed,
  ).toHaveLength(1);
});

test('a decision that covers nothing any more is reported', () => {
  expect(
    build({ second: secondSource('1.25'), reviewed: [{ ...kept, firstOverSecond: [0.5, 0.5] }] }).overtaken,
  ).toEqual(['m: tested']);
});

test('a correction is applied and must then agree', () => {
  const reviewed = [{ provider: 'openai', ids: ['m'], times: 2, reason: 'tested' }];
  const built = build({ second: secondSource('2.5'), reviewed });
  expect(built.rows[0]?.prices).toMatchObject([{ in: 2.5, out: 20 }]);
  expect(built.unreviewed).toMatchObject([{ price: 'out', first: 20, second: 10 }]);
});

test('a limit on the prompt alone is told from the window by the second opinion', () => {
  expect(build({ second: secondSource('1.25', 400_000) }).rows[0]).toMatchObject({
    window: 400_000,
    maxInput: 272_000,
  });
  expect(build({ second: secondSource('1.25', 272_000) }).rows[0]).toMatchObject({ window: 272_000 });
  expect(build({ second: secondSource('1.25', 272_000) }).rows[0]).not.toHaveProperty('maxInput');
  expect(build({}).rows[0]).toMatchObject({ window: 272_000 });
});

test('a price behind the window is dropped', () => {
  const small = { ...cliffRow, max_input_tokens: 100_000 };
  expect(build({ first: { c: small } }).rows[0]?.prices.map(({ minInput }) => minInput)).toEqual([0, 0]);
});

test('a model that stands twice is taken from the better key', () => {
  const first = {
    'vendor.m': { ...plainRow, litellm_provider: 'bedrock_converse' },
    'bedrock/vendor.m': { ...plainRow, litellm_provider: 'bedrock', max_input_tokens: 1 },
    'vertex_ai/gemini-m': { ...plainRow, litellm_provider: 'vertex_ai' },
    'gemini-m': { ...plainRow, litellm_provider: 'vertex_ai', max_input_tokens: 1 },
  };
  expect(build({ first }).rows.map(({ id, window }) => [id, window])).toEqual([
    ['vendor.m', 272_000],
    ['gemini-m', 272_000],
  ]);
});

test('a region has a row only where it costs something else', () => {
  const onBedrock = { ...plainRow, litellm_provider: 'bedrock' };
  const first = {
    'vendor.m': onBedrock,
    'bedrock/us-east-1/vendor.m': onBedrock,
    'bedrock/sa-east-1/vendor.m': { ...onBedrock, input_cost_per_token: 2e-6 },
  };
  expect(build({ first }).rows.map(({ id, region }) => [id, region])).toEqual([
    ['vendor.m', undefined],
    ['vendor.m', 'sa-east-1'],
  ]);
});

test('a model that only the second source knows has its prices from there', () => {
  const added = [{ provider: 'openai', id: 'm', capabilities: { tools: true } }];
  expect(build({ first: {}, second: secondSource('1.25', 400_000), added }).rows).toEqual([
    {
      provider: 'openai',
      id: 'm',
      window: 400_000,
      maxOutput: null,
      prices: [{ minInput: 0, processing: 'standard', in: 1.25, out: 10, cacheRead: null, cacheWrite: {} }],
      capabilities: { tools: true },
      retires: null,
      source: 'second 1.0',
      asOf: '2026-11-21',
    },
  ]);
  expect(build({ second: secondSource('1.25'), added }).overtaken).toEqual(['openai m is to be added']);
});

test('rows cite their page, else the collection', () => {
  expect(build({ first: { c: cliffRow, m: plainRow } }).rows.map(({ source }) => source)).toEqual([
    'https://example.com/prices',
    'first 1.0',
  ]);
});

test('the order of the source changes nothing, and each row is one line', () => {
  const there = rowsToText(build({ first: { a: plainRow, b: cliffRow } }).rows);
  const back = rowsToText(build({ first: { b: cliffRow, a: plainRow } }).rows);
  expect(back).toBe(there);
  expect(there.trimEnd().split('\n')).toHaveLength(4);
  expect(JSON.parse(there)).toHaveLength(2);
});
