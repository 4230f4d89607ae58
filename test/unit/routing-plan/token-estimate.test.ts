import { describe, expect, test } from '@jest/globals';
import { estimateInputTokens, estimateNewTokens } from '../../../core/routing/plan/token-estimate.ts';
import { fakeSurvey } from '../../support/fake-survey.ts';

const long = fakeSurvey({ textCharacters: 27_000, newCharacters: 2_700, messageCount: 0 });

describe('the token estimate', () => {
  test.each([
    ['gpt-6.1-terra', 6750],
    ['us.anthropic.claude-haiku-4-5', 7714],
    ['claude-3-5-sonnet-20241022', 7714],
    ['claude-sonnet-5-5', 10_000],
    ['us.anthropic.claude-haiku-5-5', 10_000],
    ['claude-fable-5', 10_000],
    ['claude-opus-10', 10_000],
    ['gemini-3.8-flash', 7105],
    ['meta.llama3-8b', 6750],
    ['somebody/else', 7714],
  ])('takes %s to need %i tokens for 27,000 characters', (model, tokens) => {
    expect(Math.round(estimateInputTokens(long, model))).toBe(tokens);
  });

  test('adds what messages and files cost', () => {
    const survey = fakeSurvey({ textCharacters: 400, messageCount: 3, fileTokens: 1600 });
    expect(estimateInputTokens(survey, 'gpt-x')).toBe(100 + 12 + 1600);
  });

  test('counts wide characters nearly one by one', () => {
    const survey = fakeSurvey({ textCharacters: 1000, wideCharacters: 1000, messageCount: 0 });
    expect(estimateInputTokens(survey, 'gpt-x')).toBeCloseTo(670);
  });

  test('knows the part that is new', () => {
    expect(estimateNewTokens(long, 'claude-sonnet-5-5')).toBeCloseTo(1004);
  });

  test('is 0 for nothing', () => {
    expect(estimateInputTokens(fakeSurvey({ textCharacters: 0, messageCount: 0 }), 'gpt-x')).toBe(0);
  });
});
