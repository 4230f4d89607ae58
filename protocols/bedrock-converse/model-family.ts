import type { ModelFacts } from '../../core/routing/model-facts.ts';

/**
 * Whose model answers behind Converse; decides which extra fields it takes.
 * `hidden`: an ARN that does not tell (application inference profiles, provisioned throughput).
 */
export type ModelFamily = 'claude' | 'nova' | 'nova-2' | 'mistral' | 'gpt-oss' | 'gpt' | 'other' | 'hidden';

const families: readonly (readonly [RegExp, ModelFamily])[] = [
  [/anthropic\.|claude-/, 'claude'],
  [/amazon\.nova-2-/, 'nova-2'],
  [/amazon\.nova-/, 'nova'],
  [/mistral\.|mistral-/, 'mistral'],
  [/openai\.gpt-oss|gpt-oss-/, 'gpt-oss'],
  [/openai\.gpt-/, 'gpt'],
];

/** By the id (of a model, of an inference profile, or an ARN of either), else by a flag only one family has. */
export function modelFamily({ id, capabilities }: ModelFacts): ModelFamily {
  for (const [pattern, family] of families) if (pattern.test(id)) return family;
  if (capabilities.adaptiveThinking !== undefined || capabilities.alwaysThinks !== undefined) return 'claude';
  return id.startsWith('arn:') ? 'hidden' : 'other';
}
