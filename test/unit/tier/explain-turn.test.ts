import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { classifyTier } from '../../../core/routing/tier/classify-tier.ts';
import { explainTurn } from '../../../core/routing/tier/explain-turn.ts';
import { headLogOdds, toProbability } from '../../../core/routing/tier/head-log-odds.ts';
import { readTurn } from '../../../core/routing/tier/read-turn.ts';
import { scoreTurn } from '../../../core/routing/tier/score-turn.ts';
import { featureNames } from '../../../core/routing/tier/turn-features.ts';
import { loadTierWeights } from '../../../wiring/load-tier-weights.ts';

const weights = loadTierWeights();
const told = new Set([...featureNames, 'vocabulary', 'others', 'start', 'instructions']);
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.lorem({ maxCount: 40 }),
  fc.constantFrom('Why does my SQL query time out?', 'Prove that 2 is prime', 'Summarize the 300 pages attached'),
);

test('the signals told of a turn add up to its score, its code and its longContext', () => {
  fc.assert(
    fc.property(text, fc.constantFrom(0, 0.7), (turn, codeLean) => {
      const { score, codeLogOdds, longContext, evidence } = scoreTurn(readTurn(turn), weights);
      const signals = explainTurn(evidence, weights, codeLean);
      const sum = (of: string) =>
        signals.filter((signal) => signal.of === of).reduce((total, { contribution }) => total + contribution, 0);
      const code = toProbability(codeLogOdds + codeLean);
      expect(toProbability(sum('score') * weights.steepness)).toBeCloseTo(score, 9);
      expect(toProbability(sum('code'))).toBeCloseTo(code, 9);
      expect(toProbability(sum('longContext'))).toBeCloseTo(longContext, 9);
    }),
    { numRuns: 150 },
  );
});

test('signals have known names and come the strongest first', () => {
  const signals = explainTurn(
    scoreTurn(readTurn('Compare three sorting algorithms in Python, step by step.'), weights).evidence,
    weights,
  );
  expect(signals.filter(({ name }) => !told.has(name))).toEqual([]);
  for (const question of ['score', 'code', 'longContext']) {
    const sizes = signals
      .filter((signal) => signal.of === question && signal.name !== 'others' && signal.name !== 'start')
      .map(({ contribution }) => Math.abs(contribution));
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  }
});

test('what the instructions add is told as a signal of its own', () => {
  const decision = classifyTier(
    { userTurns: ['it fails'], instructions: 'You write Python functions and fix bugs in code.', estimatedTokens: 9 },
    weights,
  );
  const lean = decision.signals().find(({ name }) => name === 'instructions');
  expect(lean?.contribution).toBeGreaterThan(0);
  expect(toProbability(headLogOdds(weights.code, readTurn('it fails')) + (lean?.contribution ?? 0))).toBeCloseTo(
    decision.code,
    9,
  );
});
