import { beforeAll, expect, test } from '@jest/globals';
import { loadModelRows } from '../../../config/model-catalogue.ts';
import type { ModelRow } from '../../../config/model-row.ts';

let rows: readonly ModelRow[] = [];

beforeAll(async () => {
  rows = await loadModelRows();
});

function namesOf(bad: readonly ModelRow[]): readonly string[] {
  return bad.map((row) => `${row.provider} ${row.id} ${row.region ?? ''}`.trim());
}

function rowOf(provider: string, id: string): ModelRow {
  const row = rows.find((one) => one.provider === provider && one.id === id && one.region === undefined);
  if (row === undefined) throw new Error(`no row for ${provider} ${id}`);
  return row;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}

function isPrice(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 && value < 2000;
}

test('there are rows for every provider that is served', () => {
  expect(new Set(rows.map(({ provider }) => provider))).toEqual(
    new Set(['anthropic', 'bedrock', 'gemini', 'openai', 'vertexai']),
  );
});

test('each id is there once per provider and region', () => {
  const names = namesOf(rows);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('every row says where it is from and when', () => {
  expect(namesOf(rows.filter(({ source, asOf }) => source === '' || !/^\d{4}-\d{2}-\d{2}$/.test(asOf)))).toEqual([]);
});

test('every row has the fields of its type and no others', () => {
  const fields = new Set([
    'id',
    'provider',
    'region',
    'window',
    'maxInput',
    'maxOutput',
    'prices',
    'uplift',
    'capabilities',
    'retires',
    'source',
    'asOf',
  ]);
  const bad = rows.filter(
    (row) =>
      Object.keys(row).some((field) => !fields.has(field)) ||
      !(row.window === null || isCount(row.window)) ||
      !(row.maxOutput === null || isCount(row.maxOutput)) ||
      !(row.maxInput === undefined || (isCount(row.maxInput) && row.maxInput < (row.window ?? 0))) ||
      !(row.retires === null || (/^\d{4}-\d{2}-\d{2}$/.test(row.retires) && row.retires >= row.asOf)),
  );
  expect(namesOf(bad)).toEqual([]);
});

test('every capability is a flag, a count, or flags by effort', () => {
  const bad = rows.filter(({ capabilities }) =>
    Object.entries(capabilities).some(([name, value]) => {
      if (name === 'promptCacheMinTokens') return !isCount(value);
      if (name !== 'reasoningEfforts') return typeof value !== 'boolean';
      return Object.values(value).some((flag) => typeof flag !== 'boolean');
    }),
  );
  expect(namesOf(bad)).toEqual([]);
});

test('no price is 0: what is not known is null', () => {
  const bad = rows.filter(({ prices }) =>
    prices.some(
      (price) =>
        [price.in, price.out, price.cacheRead].some((dollars) => dollars !== null && !isPrice(dollars)) ||
        !Object.values(price.cacheWrite).every(isPrice),
    ),
  );
  expect(namesOf(bad)).toEqual([]);
});

test('prompt lengths rise from 0 within each processing, standard first', () => {
  const bad = rows.filter(({ prices }) => {
    const order = prices.map(({ processing }) => processing);
    if (prices.length > 0 && order[0] !== 'standard') return true;
    return prices.some(({ processing, minInput }, index) => {
      const previous = prices[index - 1];
      return previous?.processing === processing ? minInput <= previous.minInput : minInput !== 0;
    });
  });
  expect(namesOf(bad)).toEqual([]);
});

test('a cliff starts one token behind a round number', () => {
  const bad = rows.filter(({ prices }) => prices.some(({ minInput }) => minInput > 0 && minInput % 1000 !== 1));
  expect(namesOf(bad)).toEqual([]);
});

test('longer prompts never cost less', () => {
  const bad = rows.filter(({ prices }) =>
    prices.some((price, index) => {
      const previous = prices[index - 1];
      if (previous?.processing !== price.processing) return false;
      return (price.in ?? Infinity) < (previous.in ?? 0) || (price.out ?? Infinity) < (previous.out ?? 0);
    }),
  );
  expect(namesOf(bad)).toEqual([]);
});

test('reading a cache never costs more than fresh input', () => {
  const bad = rows.filter(({ prices }) => prices.some((price) => (price.cacheRead ?? 0) > (price.in ?? Infinity)));
  expect(namesOf(bad)).toEqual([]);
});

/** Vendors' price lists: platform.claude.com, developers.openai.com, ai.google.dev, aws.amazon.com/bedrock/pricing. */
test.each([
  ['anthropic', 'claude-haiku-5-5', 0.1, 0.5, 0.01, { '5m': 0.125, '1h': 0.2 }],
  ['anthropic', 'claude-sonnet-5-5', 2, 10, 0.1, { '5m': 2.5, '1h': 4 }],
  ['anthropic', 'claude-opus-5-5', 4, 20, 0.2, { '5m': 5, '1h': 8 }],
  ['anthropic', 'claude-fable-5-1', 10, 50, 0.25, { '5m': 12.5, '1h': 20 }],
  ['anthropic', 'claude-haiku-4-5', 1, 5, 0.1, { '5m': 1.25, '1h': 2 }],
  ['openai', 'gpt-6-astra', 10, 50, 1, { '30m': 12.5, '12h': 25 }],
  ['openai', 'gpt-6.1-sol', 2, 10, 0.1, { '30m': 2.5, '12h': 5 }],
  ['openai', 'gpt-6.1-terra', 1, 5, 0.05, { '30m': 1.25, '12h': 2.5 }],
  ['openai', 'gpt-6-luna', 0.1, 0.5, 0.01, { '30m': 0.125, '12h': 0.25 }],
  ['openai', 'gpt-5.6-terra', 2, 12, 0.2, { '30m': 2.5, '12h': 5 }],
  ['openai', 'gpt-5.4-mini', 0.75, 4.5, 0.075, {}],
  ['openai', 'gpt-4o-mini', 0.15, 0.6, 0.075, {}],
  ['gemini', 'gemini-3.8-flash', 0.75, 3.75, 0.075, {}],
  ['bedrock', 'amazon.nova-micro-v1:0', 0.035, 0.14, 0.00875, {}],
  ['bedrock', 'openai.gpt-oss-120b-1:0', 0.15, 0.6, null, {}],
  ['bedrock', 'deepseek.v3.2', 0.62, 1.85, null, {}],
  ['bedrock', 'global.anthropic.claude-haiku-5-5', 0.1, 0.5, 0.01, { '5m': 0.125, '1h': 0.2 }],
  ['bedrock', 'us.anthropic.claude-haiku-5-5', 0.11, 0.55, 0.011, { '5m': 0.1375, '1h': 0.22 }],
  ['bedrock', 'anthropic.claude-sonnet-5-5', 2.2, 11, 0.11, { '5m': 2.75, '1h': 4.4 }],
])('%s %s costs what its vendor lists', (provider, id, input, output, cacheRead, cacheWrite) => {
  expect(rowOf(provider, id).prices[0]).toEqual({
    minInput: 0,
    processing: 'standard',
    in: input,
    out: output,
    cacheRead,
    cacheWrite,
  });
});

test('a prompt over 100,000 tokens makes everything of Haiku 5.5 cost five times as much', () => {
  expect(rowOf('anthropic', 'claude-haiku-5-5').prices[1]).toEqual({
    minInput: 100_001,
    processing: 'standard',
    in: 0.5,
    out: 2.5,
    cacheRead: 0.05,
    cacheWrite: { '5m': 0.625, '1h': 1 },
  });
});

test('a prompt over 272,000 tokens makes GPT-6 cost twice as much, its output half as much again', () => {
  expect(rowOf('openai', 'gpt-6-luna').prices[1]).toEqual({
    minInput: 272_001,
    processing: 'standard',
    in: 0.2,
    out: 0.75,
    cacheRead: 0.02,
    cacheWrite: { '30m': 0.25, '12h': 0.5 },
  });
});

test('processing tiers have prices of their own', () => {
  const priceOf = (id: string, processing: string) =>
    rowOf('openai', id).prices.find((price) => price.processing === processing)?.in;
  expect(['batch', 'flex', 'priority', 'ultrafast'].map((name) => priceOf('gpt-6-astra', name))).toEqual([
    5, 5, 20, 60,
  ]);
  expect(rowOf('anthropic', 'claude-opus-5-5').prices.find(({ processing }) => processing === 'fast')?.out).toBe(40);
});

test('the limit on the prompt is told from the window', () => {
  expect(rowOf('openai', 'gpt-6-luna')).toMatchObject({ window: 1_050_000, maxInput: 922_000, maxOutput: 128_000 });
  expect(rowOf('openai', 'gpt-5.4-mini')).toMatchObject({ window: 400_000, maxInput: 272_000, maxOutput: 128_000 });
  expect(rowOf('anthropic', 'claude-haiku-5-5')).toMatchObject({ window: 1_000_000, maxOutput: 128_000 });
  expect(rowOf('anthropic', 'claude-haiku-4-5')).toMatchObject({ window: 200_000, maxOutput: 64_000 });
});

test('models that always think refuse what Anthropic says they refuse', () => {
  const refused = { alwaysThinks: true, sampling: false, prefill: false, forcedToolChoice: false };
  for (const id of ['claude-sonnet-5-5', 'claude-opus-5-5', 'claude-fable-5-1', 'claude-fable-5-2']) {
    expect(rowOf('anthropic', id).capabilities).toMatchObject(refused);
  }
  expect(rowOf('anthropic', 'claude-haiku-5-5').capabilities).toMatchObject({
    alwaysThinks: false,
    sampling: false,
    forcedToolChoice: true,
    promptCacheMinTokens: 512,
  });
});

test('a model that cannot be told not to reason says so by its efforts', () => {
  expect(rowOf('openai', 'gpt-6.1-sol').capabilities.reasoningEfforts).toMatchObject({ none: false, xhigh: true });
  expect(rowOf('openai', 'gpt-6.1-terra').capabilities.reasoningEfforts).toMatchObject({ none: true });
  expect(rowOf('openai', 'gpt-6.1-sol').capabilities.reasoning).toBe(true);
});

test('announced retirements are known', () => {
  expect(rowOf('anthropic', 'claude-sonnet-4-5').retires).toBe('2026-11-30');
  expect(rowOf('openai', 'gpt-5-mini').retires).toBe('2026-12-11');
});
