import { describe, expect, test } from '@jest/globals';
import { targetNamesOf } from '../../../config/effective-route.ts';
import { anthropic, aws, configIn, openai, routesOf, type Situation } from './configured.ts';

describe('the routes', () => {
  test.each<[string, Situation, string[]]>([
    [
      'OpenAI’s',
      { variables: openai },
      [
        'auto → simple openai/gpt-6-luna, openai/gpt-6.1-terra; complex openai/gpt-6.1-terra, openai/gpt-6.1-sol; code openai/gpt-6.1-sol, openai/gpt-6.1-terra; longContext openai/gpt-6.1-terra, openai/gpt-6.1-sol',
        'smart → openai/gpt-6.1-sol',
        'fast → openai/gpt-6-luna',
        'code → openai/gpt-6.1-sol',
      ],
    ],
    [
      'Anthropic’s',
      { variables: anthropic },
      [
        'auto → simple anthropic/claude-haiku-5-5, anthropic/claude-sonnet-5-5; complex anthropic/claude-sonnet-5-5, anthropic/claude-opus-5-5; code anthropic/claude-sonnet-5-5; longContext anthropic/claude-sonnet-5-5, anthropic/claude-opus-5-5',
        'smart → anthropic/claude-opus-5-5',
        'fast → anthropic/claude-haiku-5-5',
        'code → anthropic/claude-sonnet-5-5',
      ],
    ],
    [
      'Bedrock’s in the region’s geography',
      { variables: { ...aws, AWS_REGION: 'eu-central-1' } },
      [
        'auto → simple bedrock/eu.anthropic.claude-haiku-5-5, bedrock/eu.anthropic.claude-sonnet-5-5; complex bedrock/eu.anthropic.claude-sonnet-5-5, bedrock/eu.anthropic.claude-opus-5-5; code bedrock/eu.anthropic.claude-sonnet-5-5; longContext bedrock/eu.anthropic.claude-sonnet-5-5, bedrock/eu.anthropic.claude-opus-5-5',
        'smart → bedrock/eu.anthropic.claude-opus-5-5',
        'fast → bedrock/eu.anthropic.claude-haiku-5-5',
        'code → bedrock/eu.anthropic.claude-sonnet-5-5',
      ],
    ],
    [
      'the one model a provider has',
      { variables: { ...openai, OPENAI_MODEL: 'gpt-4o-mini' } },
      ['auto', 'smart', 'fast', 'code'].map((name) => `${name} → openai/gpt-4o-mini`),
    ],
    [
      'the first of Ollama’s that can chat',
      { ollamaModels: ['nomic-embed-text:latest', 'llama3:8b', 'qwen3'] },
      ['auto', 'smart', 'fast', 'code'].map((name) => `${name} → ollama/llama3:8b`),
    ],
    [
      'Ollama’s model',
      { variables: { OLLAMA_MODEL: 'qwen3' }, ollamaModels: ['llama3:8b'] },
      ['auto', 'smart', 'fast', 'code'].map((name) => `${name} → ollama/qwen3`),
    ],
    [
      'the target that is written for that model',
      {
        file: 'provider: mine\nproviders: { mine: { kind: openai, model: m, apiKey: env:K } }\ntargets: { own: { provider: mine, model: m } }',
        variables: { K: 'k' },
      },
      ['auto', 'smart', 'fast', 'code'].map((name) => `${name} → own`),
    ],
    [
      'the first target of a provider whose models nobody knows',
      {
        file: 'providers: { mine: { kind: openai-compatible, baseUrl: "http://h/v1" } }\ntargets: { own: { provider: mine, model: m } }',
      },
      ['auto', 'smart', 'fast', 'code'].map((name) => `${name} → own`),
    ],
    [
      'not in the way of a target of that name',
      {
        file: 'targets: { fast: { provider: openai, model: m } }',
        variables: { ...openai, OPENAI_MODEL: 'gpt-4o-mini' },
      },
      ['auto', 'smart', 'code'].map((name) => `${name} → openai/gpt-4o-mini`),
    ],
    [
      'only those of the file where it has any',
      {
        file: 'targets: { a: { provider: openai, model: m } }\nroutes: { mine: { targets: [a] } }',
        variables: openai,
      },
      ['mine → a'],
    ],
    ['none without a provider', {}, []],
  ])('lead to %s', (_name, situation, expected) => {
    const config = configIn(situation);
    expect(routesOf(config)).toEqual(expected);
    const targets = config.targets.map(({ name }) => name);
    expect(new Set(targets).size).toBe(targets.length);
    for (const route of config.routes) expect(targets).toEqual(expect.arrayContaining([...targetNamesOf(route)]));
  });

  test.each([
    ['us-west-2', 'us.'],
    ['us-gov-west-1', 'us-gov.'],
    ['ca-central-1', 'us.'],
    ['eu-west-1', 'eu.'],
    ['ap-northeast-1', 'jp.'],
    ['ap-southeast-2', 'au.'],
    ['ap-south-1', 'apac.'],
    ['sa-east-1', 'global.'],
  ])('of Bedrock in %s go through the profiles %s', (region, prefix) => {
    const { targets } = configIn({ variables: { ...aws, AWS_REGION: region } });
    expect(targets.every(({ model }) => model.startsWith(`${prefix}anthropic.claude-`))).toBe(true);
  });
});
