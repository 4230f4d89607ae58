import { expect, test } from '@jest/globals';
import { GainLearner } from '../../../core/routing/tier/gain-learner.ts';
import { readTurn } from '../../../core/routing/tier/read-turn.ts';
import { scoreTurn } from '../../../core/routing/tier/score-turn.ts';
import { loadTierWeights } from '../../../wiring/load-tier-weights.ts';

const weights = loadTierWeights();
const ship = (at: number) => readTurn(`Where was the frigate number ${at} built and launched?`);
const other = readTurn('Prove that every finite group of prime order is cyclic.');
const untaught = (reading: ReturnType<typeof readTurn>) => scoreTurn(reading, weights).score;

test('without anything learnt the score is that of the weights', () => {
  expect(new GainLearner(weights).score(other)).toBe(untaught(other));
});

test('a few answers to prompts of one kind move these and hardly any other', () => {
  const learner = new GainLearner(weights);
  for (let at = 0; at < 5; at += 1) learner.learn(ship(at), 0, 1);
  expect(learner.score(ship(900))).toBeGreaterThan(untaught(ship(900)) + 0.2);
  expect(Math.abs(learner.score(other) - untaught(other))).toBeLessThan(0.05);
});

test('answers of another scale teach the same', () => {
  const [learner, inPercent] = [new GainLearner(weights), new GainLearner(weights)];
  for (let at = 0; at < 5; at += 1) {
    learner.learn(ship(at), 1, at % 2);
    inPercent.learn(ship(at), 100, 100 * (at % 2));
  }
  expect(inPercent.score(ship(900))).toBeCloseTo(learner.score(ship(900)), 9);
});

test('past the most that is kept the oldest answers are forgotten', () => {
  const scoreAfter = (maxAnswers: number) => {
    const learner = new GainLearner(weights, maxAnswers);
    for (let at = 0; at < 10; at += 1) learner.learn(ship(at), 0, at < 5 ? 1 : 0);
    return learner.score(ship(900));
  };
  expect(scoreAfter(5)).toBeLessThan(scoreAfter(10) - 0.1);
});
