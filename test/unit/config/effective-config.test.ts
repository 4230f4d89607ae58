import { describe, expect, test } from '@jest/globals';
import { ollamaAddress } from '../../../config/detect-providers.ts';
import { parseEnvironment } from '../../../config/environment.ts';
import { anthropic, aws, configIn, fileOf, openai, type Situation } from './configured.ts';

describe('the providers', () => {
  test.each<[string, Situation, string[]]>([
    ['none where nothing is configured', {}, []],
    ['the one whose key is set', { variables: openai }, ['openai openai environment']],
    ['one whose address is set', { variables: { OPENAI_BASE_URL: 'http://h/v1' } }, ['openai openai environment']],
    ['Bedrock where AWS credentials are', { variables: aws }, ['bedrock bedrock environment']],
    ['an Ollama that runs', { ollamaModels: ['llama3'] }, ['ollama ollama detected']],
    ['no Ollama without models', { ollamaModels: [] }, []],
    [
      'all that are found, in order',
      { variables: { ...aws, ...anthropic, ...openai }, ollamaModels: ['llama3'] },
      [
        'openai openai environment',
        'anthropic anthropic environment',
        'bedrock bedrock environment',
        'ollama ollama detected',
      ],
    ],
    [
      'only those of the file where it has any',
      { file: 'providers: { mine: { kind: ollama } }', variables: openai, ollamaModels: ['llama3'] },
      ['mine ollama file'],
    ],
    ['none where the file says so', { file: 'providers: {}', variables: openai }, []],
    ['found ones too where the file has none', { file: 'log: {}', variables: openai }, ['openai openai environment']],
    [
      'a kind that LLM_PROVIDER asks for',
      { file: 'providers: { mine: { kind: openai } }', variables: { LLM_PROVIDER: 'bedrock' } },
      ['mine openai file', 'bedrock bedrock environment'],
    ],
    ['a kind that the file asks for', { file: 'provider: ollama' }, ['ollama ollama environment']],
    [
      'a kind that a target asks for',
      { file: 'targets: { a: { provider: anthropic, model: m } }' },
      ['anthropic anthropic environment'],
    ],
    [
      'no second one where a kind is there by another name',
      { file: 'providers: { mine: { kind: openai } }\ntargets: { a: { provider: openai, model: m } }' },
      ['mine openai file'],
    ],
  ])('are %s', (_name, situation, expected) => {
    const config = configIn(situation);
    expect(config.providers.map(({ name, kind, origin }) => `${name} ${kind} ${origin}`)).toEqual(expected);
    expect(config.embedded).toBe(expected.length === 0);
  });
});

describe('the default provider', () => {
  test.each<[string, Situation, string | null, string]>([
    ['is none', {}, null, 'No provider is configured, so the embedded model answers.'],
    [
      'is the only one',
      { variables: openai },
      'openai',
      'The default provider is openai, because it is the only one: OPENAI_API_KEY is set.',
    ],
    [
      'is the first in order',
      { variables: { ...aws, ...anthropic } },
      'anthropic',
      'The default provider is anthropic, because it is the first found of openai, anthropic, bedrock, vertexai, gemini, azure, sagemaker, ollama, openai-compatible, ai-sdk, llama-cpp: ANTHROPIC_API_KEY is set.',
    ],
    [
      'is the one of LLM_PROVIDER, by kind',
      { variables: { ...openai, ...anthropic, LLM_PROVIDER: 'anthropic' } },
      'anthropic',
      'The default provider is anthropic, because LLM_PROVIDER is anthropic.',
    ],
    [
      'is the one of LLM_PROVIDER, by name, before the file’s',
      {
        file: 'provider: a\nproviders: { a: { kind: ollama }, b: { kind: ollama } }',
        variables: { LLM_PROVIDER: 'b' },
      },
      'b',
      'The default provider is b, because LLM_PROVIDER is b.',
    ],
    [
      'is the file’s',
      { file: 'provider: bedrock', variables: { ...openai, ...aws } },
      'bedrock',
      'The default provider is bedrock, because the configuration says `provider: bedrock`.',
    ],
    [
      'is found by kind, not by its place in the file',
      { file: 'providers: { z: { kind: ollama }, a: { kind: bedrock, region: us-east-1 } }' },
      'a',
      'The default provider is a, because it is the first found of openai, anthropic, bedrock, vertexai, gemini, azure, sagemaker, ollama, openai-compatible, ai-sdk, llama-cpp: it is in the configuration.',
    ],
    [
      'is one that has its key before one that has none',
      { file: 'providers: { a: { kind: openai }, b: { kind: anthropic } }', variables: anthropic },
      'b',
      'The default provider is b, because it is the first found of openai, anthropic, bedrock, vertexai, gemini, azure, sagemaker, ollama, openai-compatible, ai-sdk, llama-cpp: it is in the configuration.',
    ],
  ])('%s', (_name, situation, expected, reason) => {
    const config = configIn(situation);
    expect(config.defaultProvider).toBe(expected);
    expect(config.defaultProviderReason).toBe(reason);
    expect(config.problems).toEqual([]);
  });

  test('by a name nobody has is a problem that lists the names', () => {
    const config = configIn({
      file: 'providers: { claude: { kind: anthropic, apiKey: env:K } }',
      variables: { LLM_PROVIDER: 'cluade', K: 'k' },
    });
    expect(config.problems).toEqual([
      'LLM_PROVIDER is the name of no provider; it may be claude, openai, anthropic, bedrock, vertexai, gemini, azure, sagemaker, ollama or a preset (did you mean claude?)',
    ]);
  });
});

describe('a provider’s settings', () => {
  const settings = (situation: Situation, name: string) => {
    const provider = configIn(situation).providers.find((candidate) => candidate.name === name);
    return { ...provider, apiKey: provider?.apiKey?.value.reveal() ?? null };
  };

  test('are the defaults of its kind', () => {
    const named = (kind: string) => settings({ file: `provider: ${kind}` }, kind).baseUrl;
    expect(named('openai')).toBe('https://api.openai.com/v1');
    expect(named('anthropic')).toBe('https://api.anthropic.com');
    expect(named('ollama')).toBe('http://127.0.0.1:11434');
    expect(named('bedrock')).toBeNull();
  });

  test('are filled from the environment where the file leaves them open', () => {
    const variables = {
      ...openai,
      OPENAI_MODEL: 'gpt-6-luna',
      OPENAI_BASE_URL: 'https://proxy.example/v1/',
      OPENAI_ORG_ID: 'org',
      OPENAI_PROJECT_ID: 'proj',
      AWS_REGION: 'eu-west-1',
      BEDROCK_MODEL_ID: 'amazon.nova-lite-v1:0',
      OLLAMA_MODEL: 'llama3',
      OLLAMA_BASE_URL: 'http://box:11434/v1',
    };
    const file = 'providers: { a: { kind: openai }, b: { kind: bedrock }, c: { kind: ollama } }';
    expect(settings({ file, variables }, 'a')).toMatchObject({
      apiKey: 'openai-key',
      baseUrl: 'https://proxy.example/v1',
      model: 'gpt-6-luna',
      organization: 'org',
      project: 'proj',
      streamUsage: true,
    });
    expect(settings({ file, variables }, 'b')).toMatchObject({ region: 'eu-west-1', model: 'amazon.nova-lite-v1:0' });
    expect(settings({ file, variables }, 'c')).toMatchObject({ baseUrl: 'http://box:11434', model: 'llama3' });
  });

  test('are the file’s where it has them', () => {
    const variables = { ...openai, OPENAI_MODEL: 'gpt-6-luna', AWS_REGION: 'eu-west-1', MINE: 'mine-key' };
    const file = [
      'providers:',
      '  a: { kind: openai, apiKey: env:MINE, model: own, streamUsage: false }',
      '  b: { kind: bedrock, region: us-west-2, endpoint: "http://127.0.0.1:9" }',
    ].join('\n');
    expect(settings({ file, variables }, 'a')).toMatchObject({ apiKey: 'mine-key', model: 'own', streamUsage: false });
    expect(settings({ file, variables }, 'b')).toMatchObject({ region: 'us-west-2', endpoint: 'http://127.0.0.1:9' });
  });

  test('never take a key from the environment to another host than its own', () => {
    const file = 'providers: { a: { kind: openai, baseUrl: "https://elsewhere.example/v1" } }';
    const variables = { ...openai, OPENAI_ORG_ID: 'org' };
    expect(settings({ file, variables }, 'a')).toMatchObject({ apiKey: null, organization: null });
    expect(configIn({ file, variables }).warnings).toEqual([
      'OPENAI_API_KEY is not sent to a, which has an address of its own: set `apiKey: env:OPENAI_API_KEY` if it shall be',
    ]);
  });

  test('take the key where the file only repeats the usual host', () => {
    const own = 'providers: { a: { kind: openai, baseUrl: "https://api.openai.com/v1" } }';
    expect(settings({ file: own, variables: openai }, 'a').apiKey).toBe('openai-key');
    const proxy = 'providers: { a: { kind: openai, baseUrl: "https://proxy.example/openai" } }';
    const variables = { ...openai, OPENAI_BASE_URL: 'https://proxy.example/v1' };
    expect(settings({ file: proxy, variables }, 'a').apiKey).toBe('openai-key');
  });

  test('of another kind are not taken from the variables of OpenAI', () => {
    const file = 'providers: { a: { kind: openai-compatible, baseUrl: "http://h/v1" } }';
    expect(settings({ file, variables: { ...openai, OPENAI_MODEL: 'm' } }, 'a')).toMatchObject({
      apiKey: null,
      model: null,
    });
  });
});

test('targets and routes of the file keep their settings', () => {
  const config = configIn({
    file: [
      'dropUnsupported: true',
      'resilience: { retries: 1 }',
      'targets:',
      '  a: { provider: ollama, model: m, contextWindow: 10, capabilities: { tools: false }, price: { input: 0, output: 0 }, rpm: 6, tpm: 900, resilience: { retries: 3 } }',
      'routes:',
      '  r: { targets: [a], dropUnsupported: false, resilience: { retries: 4 } }',
    ].join('\n'),
  });
  expect(config.dropUnsupported).toBe(true);
  expect(config.resilience).toEqual({ retries: 1 });
  expect(config.targets).toEqual([
    {
      name: 'a',
      provider: 'ollama',
      model: 'm',
      origin: 'file',
      api: null,
      batch: 'lines',
      allowedBetas: null,
      contextWindow: 10,
      maxOutputTokens: null,
      capabilities: { tools: false },
      price: { input: 0, output: 0 },
      rpm: 6,
      tpm: 900,
      resilience: { retries: 3 },
    },
  ]);
  expect(config.routes).toEqual([
    {
      name: 'r',
      targets: [{ target: 'a', weight: 1 }],
      choose: 'ordered',
      tiers: null,
      rules: [],
      fallbacks: { contextWindow: [], contentPolicy: [] },
      dropUnsupported: false,
      resilience: { retries: 4 },
      origin: 'file',
    },
  ]);
});

test('defaults fill what the file leaves open', () => {
  const config = configIn({ file: 'limits: { queue: { length: 0 }, bodyMs: 5 }\nlog: { content: true }' });
  expect(config.limits).toEqual({
    maxBodyBytes: 20_971_520,
    maxConcurrent: 9_000,
    queue: { length: 0, waitMs: 5_000 },
    headersMs: 10_000,
    bodyMs: 5,
  });
  expect(config.log).toEqual({ format: 'auto', content: true });
  expect(config.dropUnsupported).toBe(false);
});

describe('it is said', () => {
  test.each<[string, Situation, string]>([
    ['that a key is missing', { file: 'provider: openai' }, 'openai has no API key: set OPENAI_API_KEY or `apiKey`'],
    [
      'that a region is missing',
      { variables: { AWS_PROFILE: 'p' } },
      'bedrock has no AWS region: set AWS_REGION or `region`, unless your AWS profile names one',
    ],
    [
      'that Ollama has no models',
      { ollamaModels: [] },
      'the Ollama at http://127.0.0.1:11434 has no model: `ollama pull NAME` gets one',
    ],
    [
      'that no Ollama answers',
      { variables: { OLLAMA_BASE_URL: 'http://box:1' } },
      'no Ollama answers at http://box:1: start it with `ollama serve`, or set OLLAMA_BASE_URL to where it runs',
    ],
    [
      'that no Ollama answers where LLM_PROVIDER asks for one, rather than that it has no model',
      { variables: { LLM_PROVIDER: 'ollama' } },
      'no Ollama answers at http://127.0.0.1:11434: start it with `ollama serve`, or set OLLAMA_BASE_URL to where it runs',
    ],
    [
      'that no Ollama answers where the file asks for one',
      { file: 'provider: ollama' },
      'no Ollama answers at http://127.0.0.1:11434: start it with `ollama serve`, or set OLLAMA_BASE_URL to where it runs',
    ],
    [
      'that no Ollama answers at the address in the file, which no variable changes',
      { file: 'providers: { mine: { kind: ollama, baseUrl: "http://box:2/v1/" } }' },
      'no Ollama answers at http://box:2: start it with `ollama serve`, or set its `baseUrl` to where it runs',
    ],
    [
      'that a running Ollama can only embed',
      { variables: { LLM_PROVIDER: 'ollama' }, ollamaModels: ['nomic-embed-text'] },
      'no model of ollama is known: set its `model`, or write `routes`',
    ],
    [
      'that no model is known',
      { file: 'providers: { mine: { kind: openai-compatible, baseUrl: "http://h/v1" } }' },
      'no model of mine is known: set its `model`, or write `routes`',
    ],
    [
      'that a variable for apps is ignored',
      { variables: { ...openai, OPENAI_BASE_URL: 'http://localhost:4000/v1' } },
      'OPENAI_BASE_URL leads to this gateway itself, so it is ignored',
    ],
  ])('%s', (_name, situation, warning) => {
    const config = configIn(situation);
    expect(config.warnings).toEqual([warning]);
    expect(config.problems).toEqual([]);
  });

  test('that a provider of the file is the gateway itself, which keeps it from starting', () => {
    const file = 'providers: { a: { kind: openai-compatible, baseUrl: "http://127.0.0.1:4100/v1", model: m } }';
    expect(configIn({ file, variables: { PORT: '4100' } }).problems).toEqual([
      'a has the address of this gateway itself, http://127.0.0.1:4100/v1: a call would go round in circles',
    ]);
    expect(configIn({ file }).problems).toEqual([]);
  });
});

test('a variable for apps that is ignored makes no provider', () => {
  const config = configIn({ variables: { OPENAI_BASE_URL: 'http://127.0.0.1:4000/v1' } });
  expect(config.embedded).toBe(true);
});

test.each<[string, string | undefined, Record<string, string>, string | null]>([
  ['where it usually is', undefined, {}, 'http://127.0.0.1:11434'],
  ['where the variable says', undefined, { OLLAMA_BASE_URL: 'http://box:1/' }, 'http://box:1'],
  ['where the file says', 'providers: { o: { kind: ollama, baseUrl: "http://o:2" } }', {}, 'http://o:2'],
  ['nowhere when the file has other providers', 'providers: { o: { kind: openai } }', {}, null],
  ['when it is asked for', 'providers: { o: { kind: openai } }', { LLM_PROVIDER: 'ollama' }, 'http://127.0.0.1:11434'],
])('Ollama is looked for %s', (_name, file, variables, expected) => {
  expect(ollamaAddress(fileOf(file), parseEnvironment(variables).environment)).toBe(expected);
});

test.each([
  ['', 30 * 24],
  ['sessions: { keep: 7d }', 7 * 24],
  ['sessions: { keep: 12h }', 12],
  ['sessions: { keep: 90m }', 1.5],
])('sessions are kept as long as the file says: %s', (file, hours) => {
  expect(configIn({ file }).sessions.keepMs).toBe(hours * 3_600_000);
});
