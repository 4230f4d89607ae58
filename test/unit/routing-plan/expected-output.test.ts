import { expect, test } from '@jest/globals';
import { expectedOutputTokens } from '../../../core/routing/plan/expected-output.ts';
import { fakeSurvey } from '../../support/fake-survey.ts';
import { idle } from './fake-plan.ts';

test.each([
  ['a usual answer', {}, 500],
  ['what the request allows, if that is less', { maxOutputTokens: 80 }, 80],
  ['a usual answer, if the request allows more', { maxOutputTokens: 8_000 }, 500],
  ['as many usual answers as are wanted', { choiceCount: 3 }, 1_500],
  ['as many short ones as are wanted', { choiceCount: 3, maxOutputTokens: 80 }, 240],
])('of a target nobody has heard of is expected %s', (_, request, tokens) => {
  expect(expectedOutputTokens(fakeSurvey(request), { ...idle, meanOutputTokens: null })).toBe(tokens);
});
