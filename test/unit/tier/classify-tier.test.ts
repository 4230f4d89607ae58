import { expect, test } from '@jest/globals';
import { classifyTier, defaultTierLimits, tierOf } from '../../../core/routing/tier/classify-tier.ts';
import { tierInputOfPrompt } from '../../../core/routing/tier/tier-input.ts';
import { loadTierWeights } from '../../../wiring/load-tier-weights.ts';

const weights = loadTierWeights();
const tierOfPrompt = (prompt: string) => classifyTier(tierInputOfPrompt(prompt), weights).tier;
const conversation = (...userTurns: string[]) =>
  classifyTier({ userTurns, instructions: '', estimatedTokens: 500 }, weights);

const hard = 'Explain the implications of quantum computing on cryptography';

test.each([
  'What is 2+2?',
  'WHAT IS 2+2?',
  'what is 2+2',
  'What is 2 +  2 ?',
  'Waht is 2+2?',
  'what si 2+2',
  'how much is 2 + 2',
  'two plus two is what?',
  'Hello, please: What is 2+2? Thanks!',
])('a sum is simple: %s', (prompt) => {
  expect(tierOfPrompt(prompt)).toBe('simple');
});

test.each([
  hard,
  hard.toUpperCase(),
  hard.toLowerCase(),
  'Explain teh implicatons of quantm computing on cryptograhpy',
  'explain the implications,  of quantum computing on cryptography...',
  'How will quantum computing affect cryptography?',
  'Analyse the consequences that quantum computers have for encryption',
  'Discuss what quantum computers imply for cryptographic security',
])('a question about implications is complex: %s', (prompt) => {
  expect(tierOfPrompt(prompt)).toBe('complex');
});

test.each([
  'What is the code of conduct?',
  "What's the dress code for a wedding?",
  'Are ball pythons venomous?',
  'What does the error light on my washing machine mean?',
])('words of programming do not make a question of everyday life code: %s', (prompt) => {
  expect(tierOfPrompt(prompt)).toBe('simple');
});

test.each([
  'How many pages does War and Peace have?',
  'Who wrote the longest novel ever written?',
  'Where can I buy the contract template book?',
])('words of documents do not make a short question longContext: %s', (prompt) => {
  expect(tierOfPrompt(prompt)).toBe('simple');
});

test('"yes, do it" after a hard question stays complex, and the hard turn is named as the one that decided', () => {
  expect(conversation('hi', hard, 'yes, do it')).toMatchObject({ tier: 'complex', decidingTurn: 1 });
  expect(conversation('hi', 'yes, do it').tier).toBe('simple');
});

test('"yes, do it" after a request for a program stays code', () => {
  const decision = conversation('Write a Python function that parses dates', 'ok', 'yes, do it');
  expect(decision).toMatchObject({ tier: 'code', decidingTurn: 0 });
});

test('a hard question is found among a hundred turns of small talk, wherever it stands', () => {
  const chatter = ['ok', 'thanks, that helps', 'hi', 'what time is it in Oslo?', 'sounds good', 'who wrote Dune?'];
  for (const place of [0, 1, 30, 60, 98, 99]) {
    const turns = Array.from({ length: 100 }, (_, at) => chatter[at % chatter.length] ?? '');
    turns[place] = hard;
    expect([place, conversation(...turns).tier]).toEqual([place, 'complex']);
  }
});

test('uncertain goes up', () => {
  expect(tierOf({ score: 0.5, code: 0, longContext: 0 })).toBe('complex');
  expect(tierOf({ score: 0.49, code: 0, longContext: 0 })).toBe('simple');
  expect(tierOf({ score: 0, code: 0.4, longContext: 0 })).toBe('code');
  expect(tierOf({ score: 0.9, code: 0.39, longContext: 0 })).toBe('complex');
  expect(tierOf({ score: 0.9, code: 0.9, longContext: 0.5 })).toBe('longContext');
});

test('a conversation of very many tokens is longContext whatever it asks, and says so first', () => {
  const limit = defaultTierLimits.longContextTokens;
  const at = (estimatedTokens: number) =>
    classifyTier({ userTurns: ['hi'], instructions: '', estimatedTokens }, weights);
  expect(at(limit - 1).tier).toBe('simple');
  expect(at(limit)).toMatchObject({ tier: 'longContext', longContext: 1, decidingTurn: -1 });
  expect(at(limit).signals()[0]).toMatchObject({ name: 'estimatedTokens', value: limit });
});

test('instructions of a programming assistant lift what may be code, and decide nothing alone', () => {
  const instructions = 'You are a Python coding assistant. Fix bugs and write unit tests for functions.';
  const ask = (turn: string, given: string) =>
    classifyTier({ userTurns: [turn], instructions: given, estimatedTokens: 50 }, weights);
  expect(ask('the second one fails', instructions).code).toBeGreaterThan(ask('the second one fails', '').code);
  for (const turn of ['hi', 'ok', 'yes, do it', 'Waht is 2+2?']) {
    expect([turn, ask(turn, instructions).tier]).toEqual([turn, 'simple']);
  }
});

test('a conversation without a user turn is simple', () => {
  expect(conversation()).toMatchObject({ tier: 'simple', decidingTurn: -1 });
  expect(conversation().signals()).toEqual([]);
});

test.each(['please', 'Kindly', 'hello', 'DEAR sir', 'thanks'])('"%s" around a question adds nothing', (word) => {
  const { signals: _, ...plain } = classifyTier(tierInputOfPrompt('why do the tides follow the moon'), weights);
  const polite = `${word} why do the tides ${word} follow the moon ${word}`;
  expect(classifyTier(tierInputOfPrompt(polite), weights)).toMatchObject(plain);
});
