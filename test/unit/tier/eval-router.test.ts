import { expect, test } from '@jest/globals';
import { RouterEvaluation } from '../../../local/eval-router.ts';
import { loadTierWeights } from '../../../wiring/load-tier-weights.ts';

const weights = loadTierWeights();
const ask = (evaluation: RouterEvaluation, line: Readonly<Record<string, unknown>>) =>
  evaluation.answer(JSON.stringify(line));
const scoreOf = (evaluation: RouterEvaluation, prompt: unknown) =>
  fieldOf(ask(evaluation, { op: 'route', id: 1, prompt }), 'score');
const fieldOf = (answer: Readonly<Record<string, unknown>> | null, name: string) => Number(answer?.[name]);

test('a route is answered with the id, a score and the tier that follows from it', () => {
  const evaluation = new RouterEvaluation(weights);
  const prompt = [
    { role: 'user', content: 'Explain the implications of quantum computing on cryptography' },
    { role: 'assistant', content: 'Shall I go into detail?' },
    { role: 'user', content: 'yes, do it' },
  ];
  expect(ask(evaluation, { op: 'route', id: 'a', prompt })).toMatchObject({ id: 'a', tier: 'complex' });
  expect(ask(evaluation, { op: 'route', id: 2, prompt: 'What is 2+2?' })).toMatchObject({ id: 2, tier: 'simple' });
  expect(scoreOf(evaluation, prompt)).toBeGreaterThan(scoreOf(evaluation, 'What is 2+2?'));
});

test.each([
  ['one character short of 32,000 tokens', 111_957, 'simple'],
  ['from there on', 111_958, 'longContext'],
])('a conversation is long where the gateway finds it long: %s', (_, characters, tier) => {
  const prompt = [
    { role: 'user', content: 'hi' },
    { role: 'assistant', content: 'a'.repeat(characters - 'hiok'.length) },
    { role: 'user', content: 'ok' },
  ];
  expect(ask(new RouterEvaluation(weights), { op: 'route', id: 1, prompt })).toMatchObject({ tier });
});

test('graded answers move the score of prompts of their kind, and are not answered', () => {
  const evaluation = new RouterEvaluation(weights);
  const ship = (at: number) => `Where was the frigate number ${at} built and launched?`;
  const before = scoreOf(evaluation, ship(900));
  for (let at = 0; at < 150; at += 1) {
    expect(ask(evaluation, { op: 'learn', id: at, prompt: ship(at), weak: 0, strong: 1 })).toBeNull();
  }
  expect(scoreOf(evaluation, ship(900))).toBeGreaterThan(before + 0.2);
  expect(scoreOf(new RouterEvaluation(weights), ship(900))).toBe(before);
});

test('the tier follows the score that was learnt, from 0.5 on', () => {
  const evaluation = new RouterEvaluation(weights);
  const ship = (at: number) => `Where was the frigate number ${at} built and launched?`;
  const seen = Array.from({ length: 60 }, (_, id) => {
    ask(evaluation, { op: 'learn', id, prompt: ship(id), weak: 0, strong: id / 100 });
    const answer = ask(evaluation, { op: 'route', id, prompt: ship(900) });
    return { score: fieldOf(answer, 'score'), tier: answer?.tier };
  });
  expect(seen.filter(({ score }) => score > 0.4 && score < 0.5)).not.toEqual([]);
  expect(seen.filter(({ score }) => score >= 0.5 && score < 0.6)).not.toEqual([]);
  for (const { score, tier } of seen)
    expect({ score, tier }).toEqual({ score, tier: score >= 0.5 ? 'complex' : 'simple' });
});

test('of two models the one that answers better is chosen once outcomes have told, the cheaper one where both do well', () => {
  /** How often the dear one is chosen in the second half of 120 choices. */
  const dearChoices = (cheapScore: number) => {
    const evaluation = new RouterEvaluation(weights);
    let dear = 0;
    for (let id = 0; id < 120; id += 1) {
      const prompt = `Which river runs through town ${id}?`;
      const { model } = ask(evaluation, { op: 'choose', id, prompt, models: ['dear', 'cheap'] }) ?? {};
      const isDear = model === 'dear';
      if (isDear && id >= 60) dear += 1;
      const [score, cost] = isDear ? [{ dear: 1 }, { dear: 9 }] : [{ cheap: cheapScore }, { cheap: 1 }];
      ask(evaluation, { op: 'outcome', id, score, cost });
    }
    return dear;
  };
  expect(dearChoices(0)).toBeGreaterThan(50);
  expect(dearChoices(1)).toBeLessThan(10);
});

test('a line that is not understood is refused with what is wrong', () => {
  const evaluation = new RouterEvaluation(weights);
  expect(() => evaluation.answer('{"op":"route"')).toThrow();
  expect(() => ask(evaluation, { op: 'route', id: 1 })).toThrow('prompt');
  expect(() => ask(evaluation, { op: 'outcome', id: 5, score: { a: 1 } })).toThrow('no choice with the id 5');
});

test('what is asked in content parts is routed like the same text', () => {
  const evaluation = new RouterEvaluation(weights);
  const text = 'Explain the implications of quantum computing on cryptography';
  const parts = [{ type: 'text', text }];
  const score = scoreOf(evaluation, text);
  expect(score).toBeGreaterThan(scoreOf(evaluation, 'What is 2+2?'));
  expect(scoreOf(evaluation, parts)).toBe(score);
  expect(scoreOf(evaluation, [{ role: 'user', content: parts }])).toBe(score);
});

test('a model may have any name, also one that every object has', () => {
  const evaluation = new RouterEvaluation(weights);
  const models = ['constructor', 'toString'];
  for (let id = 0; id < 20; id += 1) {
    const { model } = ask(evaluation, { op: 'choose', id, prompt: 'Which river?', models }) ?? {};
    expect(models).toContain(model);
    ask(evaluation, { op: 'outcome', id, score: { [String(model)]: 1 }, cost: { constructor: 1, toString: 2 } });
  }
});

test('a choice has one outcome', () => {
  const evaluation = new RouterEvaluation(weights);
  const outcome = { op: 'outcome', id: 1, score: { a: 1 } };
  ask(evaluation, { op: 'choose', id: 1, prompt: 'Which river?', models: ['a', 'b'] });
  expect(ask(evaluation, outcome)).toBeNull();
  expect(() => ask(evaluation, outcome)).toThrow('no choice with the id 1');
});
