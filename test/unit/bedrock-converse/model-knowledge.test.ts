import { describe, expect, test } from '@jest/globals';
import { claudeThinking } from '../../../protocols/bedrock-converse/claude-thinking.ts';
import { modelFamily } from '../../../protocols/bedrock-converse/model-family.ts';
import { nearestEffort } from '../../../protocols/bedrock-converse/nearest-effort.ts';
import { facts } from './encoding.ts';

test.each([
  ['anthropic.claude-3-5-sonnet-20241022-v2:0', 'none'],
  ['anthropic.claude-3-haiku-20240307-v1:0', 'none'],
  ['us.anthropic.claude-3-7-sonnet-20250219-v1:0', 'budget'],
  ['us.anthropic.claude-opus-4-20250514-v1:0', 'budget'],
  ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 'budget'],
  ['us.anthropic.claude-sonnet-4-6', 'adaptive'],
  ['global.anthropic.claude-opus-4-6-v1', 'adaptive'],
  ['us.anthropic.claude-sonnet-5', 'adaptive'],
  ['eu.anthropic.claude-fable-5-1', 'adaptive'],
  ['anthropic.claude-tomorrow', 'adaptive'],
])('%s thinks: %s', (id, thinking) => {
  expect(claudeThinking(facts(id))).toBe(thinking);
});

test('what the facts say of thinking counts more than the version', () => {
  expect(claudeThinking(facts('anthropic.claude-haiku-4-5', { adaptiveThinking: true }))).toBe('adaptive');
  expect(claudeThinking(facts('anthropic.claude-sonnet-5', { adaptiveThinking: false }))).toBe('budget');
  expect(claudeThinking(facts('anthropic.claude-3-haiku-20240307-v1:0', { adaptiveThinking: false }))).toBe('none');
});

test.each([
  ['us.anthropic.claude-sonnet-5-5', 'claude'],
  ['arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-5-5', 'claude'],
  ['us.amazon.nova-2-lite-v1:0', 'nova-2'],
  ['amazon.nova-micro-v1:0', 'nova'],
  ['mistral.mistral-large-2407-v1:0', 'mistral'],
  ['openai.gpt-oss-120b-1:0', 'gpt-oss'],
  ['openai.gpt-6-luna', 'gpt'],
  ['deepseek.v3-v1:0', 'other'],
  ['arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc', 'hidden'],
])('%s is of the family %s', (id, family) => {
  expect(modelFamily(facts(id))).toBe(family);
});

describe('the nearest effort', () => {
  test('is the asked one, else a lower one, else the lowest', () => {
    const scale = ['low', 'medium', 'high'] as const;
    expect(nearestEffort('medium', scale, undefined)).toBe('medium');
    expect(nearestEffort('max', scale, undefined)).toBe('high');
    expect(nearestEffort('max', scale, { high: false })).toBe('medium');
    expect(nearestEffort('none', scale, { low: false })).toBe('medium');
    expect(nearestEffort('low', scale, { low: false, medium: false, high: false })).toBeNull();
  });
});
