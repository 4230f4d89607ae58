import { expect, test } from '@jest/globals';
import { isRight } from '../../../local/bench-providers/is-right.ts';
import { loadQuestions } from '../../../local/bench-providers/load-questions.ts';
import { rightAnswers } from './right-answers.ts';

const questions = loadQuestions(null);

test.each(questions)('$id takes its right answer and no other', ({ id, prompt, check }) => {
  expect(isRight(rightAnswers[id] ?? '', check)).toBe(true);
  for (const wrong of ['', prompt, '392', 'I do not know.', 'null', `${rightAnswers[id]} or ${rightAnswers[id]}7`]) {
    expect([wrong, isRight(wrong, check)]).toEqual([wrong, false]);
  }
});

test('forty questions, each once, the kinds in turn', () => {
  expect(new Set(questions.map(({ id }) => id)).size).toBe(40);
  expect(new Set(questions.map(({ prompt }) => prompt)).size).toBe(40);
  for (let at = 0; at < questions.length; at += 5) {
    expect(new Set(questions.slice(at, at + 5).map(({ kind }) => kind)).size).toBe(5);
  }
});

test('fewer are the first ones, more begin again', () => {
  expect(loadQuestions(3)).toEqual(questions.slice(0, 3));
  expect(loadQuestions(42).slice(40)).toEqual(questions.slice(0, 2));
});

test.each([
  ['Paris', true],
  [' paris.\n', true],
  ['It is Paris', false],
  ['Paris..', false],
])('of a text that must be exact %j is %s', (answer, right) => {
  expect(isRight(answer, { exact: ['Lutetia', 'Paris'] })).toBe(right);
});

test.each([
  ['YES', true],
  ['yes', false],
])('of a pattern %j is %s', (answer, right) => {
  expect(isRight(answer, { pattern: '^YES$' })).toBe(right);
});

test.each([
  ['{"b":[1],"a":1}', true],
  ['{"a":1,"b":[1],"c":0}', false],
  ['{"a":"1","b":[1]}', false],
  ['```json\n{"a":1,"b":[1]}\n```', false],
])('of JSON %j is %s', (answer, right) => {
  expect(isRight(answer, { json: { a: 1, b: [1] } })).toBe(right);
});
