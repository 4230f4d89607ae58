import { expect, test } from '@jest/globals';
import { readConfig } from '../../../config/read-config.ts';

function problemsOf(text: string): string[] {
  const { problems } = readConfig(`version: 1\n${text}`, { file: '/etc/cato/cato.yaml', environment: { K: 'k' } });
  return problems.filter(({ level }) => level === 'error').map(({ path, message }) => `${path}: ${message}`);
}

test.each([
  'providers: { a: { kind: anthropic, apiKey: env:K, allowedBetas: [context-1m-*, "*", exact-2025-01-01] } }',
  'providers: { a: { kind: anthropic, apiKey: env:K, allowedBetas: [] } }',
  'providers: { a: { kind: vertexai, project: tide, allowedBetas: [a] } }',
  'providers: { a: { kind: bedrock, api: anthropic, region: us-east-1, apiKey: env:K, allowedBetas: [a] } }',
  'targets: { t: { provider: anthropic, model: m, allowedBetas: [a] } }',
  'providers: { a: { kind: vertexai, project: tide } }\ntargets: { t: { provider: a, model: m, allowedBetas: [a] } }',
])('beta flags may be listed where Claude is asked in its own format: %s', (text) => {
  expect(problemsOf(text)).toEqual([]);
});

const forClaude = '`allowedBetas` is for Claude at anthropic, vertexai, or bedrock with `api: anthropic`';

test.each([
  ['providers: { a: { kind: bedrock, region: us-east-1, allowedBetas: [a] } }', 'providers.a.allowedBetas', forClaude],
  [
    'providers: { a: { kind: groq, apiKey: env:K, allowedBetas: [a] } }',
    'providers.a.allowedBetas',
    'a provider of kind groq has no `allowedBetas`',
  ],
  ['targets: { t: { provider: openai, model: m, allowedBetas: [a] } }', 'targets.t.allowedBetas', forClaude],
  [
    'providers: { a: { kind: anthropic, apiKey: env:K, allowedBetas: ["a,b"] } }',
    'providers.a.allowedBetas[0]',
    'expected the name of a flag, or its beginning and `*`',
  ],
  [
    'providers: { a: { kind: anthropic, apiKey: env:K, allowedBetas: ["a*b"] } }',
    'providers.a.allowedBetas[0]',
    'expected the name of a flag, or its beginning and `*`',
  ],
])('and are a problem elsewhere, or when they are none: %s', (text, path, message) => {
  const [problem, ...more] = problemsOf(text);
  expect(problem).toContain(path);
  expect(problem).toContain(message);
  expect(more).toEqual([]);
});
