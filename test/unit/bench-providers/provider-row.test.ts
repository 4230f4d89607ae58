import { expect, test } from '@jest/globals';
import type { ModelPrice } from '../../../core/routing/model-facts.ts';
import type { BenchTarget } from '../../../local/bench-providers/bench-target.ts';
import type { Measurement } from '../../../local/bench-providers/measure-target.ts';
import { providerRow } from '../../../local/bench-providers/provider-row.ts';
import { providerTable } from '../../../local/bench-providers/provider-table.ts';
import { refuseSpending, spendingText } from '../../../local/bench-providers/refuse-spending.ts';

const price: ModelPrice = {
  minInputTokens: 0,
  processing: 'standard',
  input: 1.25,
  output: 10,
  cacheRead: null,
  cacheWrite: {},
};
const target: BenchTarget = {
  name: 'one',
  provider: 'mock',
  model: 'model-a',
  prices: [price],
  limit: { field: 'max_tokens', tokens: 256 },
  unmeasured: null,
};

function answered(wholeMs: number, isRight: boolean, costUsd: number | null = 0.5): Measurement['asked'][number] {
  return { outcome: 'answered', isRight, firstTokenMs: wholeMs / 2, wholeMs, costUsd };
}

const failure: Measurement['asked'][number] = {
  outcome: 'failed',
  kind: 'timeout',
  message: 'too\u001b[31m slow',
  costUsd: null,
};

test('percentiles are times that answers took; a failure is not right', () => {
  const times = Array.from({ length: 19 }, (_, index) => answered((19 - index) * 10, index < 10));
  expect(providerRow(target, { asked: [failure, ...times], stopped: null })).toEqual({
    target: 'one',
    provider: 'mock',
    model: 'model-a',
    firstTokenMs: { p50: 50, p95: 95 },
    wholeMs: { p50: 100, p95: 190 },
    usdPerMillionTokens: { input: 1.25, output: 10 },
    asked: 20,
    failures: 1,
    right: 10,
    quality: 0.5,
    spentUsd: 9.5,
    note: null,
    lastError: 'timeout: too [31m slow',
  });
});

test('one answer without a cost leaves what was spent unknown', () => {
  const { spentUsd } = providerRow(target, { asked: [answered(1, true), answered(1, true, null)], stopped: null });
  expect(spentUsd).toBeNull();
});

test('a target without any answer has neither times nor quality', () => {
  expect(providerRow(target, { asked: [failure], stopped: '5 failures in a row' })).toMatchObject({
    firstTokenMs: null,
    wholeMs: null,
    quality: null,
    failures: 1,
    spentUsd: null,
    note: '5 failures in a row: 1 question asked',
  });
});

test('a target that is not measured stays empty', () => {
  const row = providerRow({ ...target, unmeasured: 'no credentials here' }, null);
  expect(providerTable([row]).split('\n')[2]?.replace(/ +/g, ' ')).toBe(
    '| mock | model-a | | | | | | | | | no credentials here |',
  );
});

test('the table lines up, and no name breaks it', () => {
  const row = providerRow(
    { ...target, model: 'a|b\nc\u001b[2J' },
    { asked: [answered(1234.5, true), answered(8.25, false)], stopped: null },
  );
  const lines = providerTable([row]).trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(lines[2]?.replace(/ +/g, ' ')).toBe(
    '| mock | a\\|b c [2J | 4.1 ms | 617 ms | 8.3 ms | 1235 ms | 1.25 | 10 | 0.50 (1/2) | 0 | |',
  );
});

test.each([
  ['nothing', 0, false, null],
  ['little, on a terminal', 0.2, true, null],
  ['little, with nobody watching', 0.2, false, 'nobody watches'],
  ['much', 1.01, true, 'more than $1.0000'],
  ['nobody knows what', null, true, 'is not known'],
])('spending %s', (_, usd, isTerminal, refusal) => {
  const refused = refuseSpending([{ target: 'one', usd }], isTerminal);
  if (refusal === null) expect(refused).toBeNull();
  else expect(refused).toContain(refusal);
});

test('what may be spent is told target by target', () => {
  const estimates = [
    { target: 'one', usd: 0.25 },
    { target: 'two', usd: null },
  ];
  expect(spendingText(estimates, 40)).toBe(
    '2 targets, 40 questions each: at most $0.2500, and 1 target of unknown price (one $0.2500, two price unknown).',
  );
});
