import { expect, test } from '@jest/globals';
import { matchesClause } from '../../../scripts/import-models/model-clause.ts';
import {
  announcedChanges,
  findSecondModel,
  type SecondModel,
  secondPricesOn,
} from '../../../scripts/import-models/second-source.ts';

/** Hand-made, in the shape of genai-prices' data. */
const model: SecondModel = {
  id: 'm',
  match: { $: 'ClauseEquals', equals: 'm-1' },
  prices: [
    { prices: { $: 'ModelPrice', input_mtok: '1' } },
    { constraint: startsOn(2026, 3, 5), prices: { $: 'ModelPrice', input_mtok: '2' } },
    { constraint: startsOn(2027, 1, 1), prices: { $: 'ModelPrice', input_mtok: '4' } },
  ],
  price_variants: [
    {
      when: { processing: 'batch' },
      prices: { $: 'ModelPrice', input_mtok: '0.5' },
      constraint: startsOn(2026, 10, 14),
    },
    { when: { service_tier: 'fast' }, prices: { $: 'ModelPrice', input_mtok: '9' } },
  ],
};

function startsOn(year: number, month: number, day: number) {
  return { $: 'StartDateConstraint', start_date: { args: [year, month, day] as const } };
}

test.each([
  [{ $: 'ClauseEquals', equals: 'a' }, ['a'], ['ab']],
  [{ $: 'ClauseStartsWith', starts_with: 'a' }, ['ab'], ['ba']],
  [{ $: 'ClauseEndsWith', ends_with: 'a' }, ['ba'], ['ab']],
  [{ $: 'ClauseContains', contains: 'a' }, ['bab'], ['bb']],
  [{ $: 'ClauseRegex', regex: '^a-\\d{8}$' }, ['a-20260101'], ['a-2026']],
  [
    {
      $: 'ClauseOr',
      or_: [
        { $: 'ClauseEquals', equals: 'a' },
        { $: 'ClauseEquals', equals: 'b' },
      ],
    },
    ['a', 'b'],
    ['c'],
  ],
  [
    {
      $: 'ClauseAnd',
      and_: [
        { $: 'ClauseContains', contains: 'a' },
        { $: 'ClauseContains', contains: 'b' },
      ],
    },
    ['ab'],
    ['a'],
  ],
] as const)('%j matches what it says', (clause, matching, others) => {
  for (const id of matching) expect(matchesClause(clause, id)).toBe(true);
  for (const id of others) expect(matchesClause(clause, id)).toBe(false);
});

test("a model is looked for at the source's name of the provider", () => {
  const providers = [
    { id: 'openai', models: [] },
    { id: 'aws', models: [model] },
  ];
  expect(findSecondModel(providers, 'bedrock', 'm-1')).toBe(model);
  expect(findSecondModel(providers, 'openai', 'm-1')).toBeNull();
  expect(findSecondModel(providers, 'bedrock', 'm-2')).toBeNull();
});

test('the last price that has begun is the price of the day', () => {
  expect(secondPricesOn(model, 'standard', '2026-03-04')).toMatchObject({ input_mtok: '1' });
  expect(secondPricesOn(model, 'standard', '2026-11-21')).toMatchObject({ input_mtok: '2' });
  expect(secondPricesOn(model, 'standard', '2027-01-01')).toMatchObject({ input_mtok: '4' });
  expect(announcedChanges(model, '2026-11-21')).toEqual(['2027-01-01']);
});

test('other processings have a price where the source states one', () => {
  expect(secondPricesOn(model, 'batch', '2026-11-21')).toMatchObject({ input_mtok: '0.5' });
  expect(secondPricesOn(model, 'batch', '2026-10-13')).toBeNull();
  expect(secondPricesOn(model, 'flex', '2026-11-21')).toBeNull();
});

test("OpenAI's service tier `fast` is not Anthropic's fast mode", () => {
  expect(secondPricesOn(model, 'fast', '2026-11-21')).toBeNull();
});
