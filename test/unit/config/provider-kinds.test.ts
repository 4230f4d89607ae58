import { describe, expect, test } from '@jest/globals';
import { type EffectiveConfig, effectiveConfig } from '../../../config/effective-config.ts';
import type { EffectiveProvider } from '../../../config/effective-provider.ts';
import { parseEnvironment } from '../../../config/environment.ts';
import { readConfig } from '../../../config/read-config.ts';
import { mapSecrets } from '../../../config/setting-secrets.ts';
import { Secret } from '../../../core/access/secret.ts';

type Variables = Readonly<Record<string, string>>;

function read(text: string, variables: Variables = {}) {
  return readConfig(`version: 1\n${text}`, { file: '/etc/cato/cato.yaml', environment: variables });
}

function problemsOf(text: string, variables: Variables = {}): string[] {
  return read(text, variables).problems.map(({ path, message, hint }) => `${path}: ${message} (${hint})`);
}

function configOf(text: string | null, variables: Variables = {}): EffectiveConfig {
  const result = text === null ? null : read(text, variables);
  expect(result?.problems ?? []).toEqual([]);
  return effectiveConfig(result?.config ?? null, parseEnvironment(variables).environment, { ollamaModels: null });
}

function providerOf(config: EffectiveConfig, name: string): EffectiveProvider {
  const found = config.providers.find((provider) => provider.name === name);
  if (found === undefined) throw new Error(`no provider ${name}`);
  return found;
}

const keyOf = (provider: EffectiveProvider) => provider.apiKey?.value.reveal() ?? null;

describe('a preset', () => {
  test('needs nothing but its name: address, key and quirks are known', () => {
    const config = configOf('providers: { fast: { kind: groq } }', { GROQ_API_KEY: 'groq-key' });
    const provider = providerOf(config, 'fast');
    expect(provider).toMatchObject({ kind: 'openai-compatible', baseUrl: 'https://api.groq.com/openai/v1' });
    expect(provider.preset?.name).toBe('groq');
    expect(keyOf(provider)).toBe('groq-key');
    expect(config.warnings).toEqual([expect.stringContaining('no model of fast is known')]);
  });

  test('is there as soon as LLM_PROVIDER, the file or a target names it, by an alias too', () => {
    const variables = { LLM_PROVIDER: 'together_ai', TOGETHER_API_KEY: 'together-key' };
    const config = configOf(null, variables);
    expect(config).toMatchObject({ defaultProvider: 'together_ai', embedded: false, problems: [] });
    expect(keyOf(providerOf(config, 'together_ai'))).toBe('together-key');
    expect(configOf('provider: groq', { GROQ_API_KEY: 'k' }).defaultProvider).toBe('groq');
    const targeted = configOf('targets: { a: { provider: groq, model: m } }', { GROQ_API_KEY: 'k' });
    expect(targeted.targets[0]?.provider).toBe('groq');
  });

  test('takes its model from the variable beside that of its key', () => {
    const config = configOf(null, { LLM_PROVIDER: 'groq', GROQ_API_KEY: 'k', GROQ_MODEL: 'llama' });
    expect(config.warnings).toEqual([]);
    expect(config.routes.map(({ targets }) => targets[0]?.target)).toEqual(Array(4).fill('groq/llama'));
    const local = configOf('providers: { here: { kind: lm_studio } }', { LMSTUDIO_MODEL: 'phi' });
    expect(providerOf(local, 'here').model).toBe('phi');
  });

  test('is found by its name where a provider of another name has it as its kind', () => {
    const config = configOf('providers: { fast: { kind: groq } }\ntargets: { a: { provider: groq, model: m } }', {
      GROQ_API_KEY: 'k',
    });
    expect(config.providers.map(({ name }) => name)).toEqual(['fast']);
    expect(config.targets[0]?.provider).toBe('fast');
  });

  test('keeps the key of the environment for the address it is meant for', () => {
    const text = 'providers: { fast: { kind: groq, baseUrl: "https://proxy.example/v1" } }';
    const config = configOf(text, { GROQ_API_KEY: 'groq-key' });
    expect(keyOf(providerOf(config, 'fast'))).toBeNull();
    expect(config.warnings[0]).toContain('GROQ_API_KEY is not sent to fast');
    const own = configOf(text.replace(' } }', ', apiKey: env:GROQ_API_KEY } }'), { GROQ_API_KEY: 'groq-key' });
    expect(keyOf(providerOf(own, 'fast'))).toBe('groq-key');
  });

  test('without its key is warned of by the name of the variable; a local server needs none', () => {
    expect(configOf('providers: { fast: { kind: groq } }').warnings[0]).toBe(
      'fast has no API key: set GROQ_API_KEY or `apiKey`',
    );
    expect(configOf('providers: { here: { kind: lmstudio, model: m } }').warnings).toEqual([]);
  });

  test('misspelt is told with the name that was meant, and what there is no preset for with the package', () => {
    expect(problemsOf('providers: { a: { kind: groqq } }')).toEqual([
      'providers.a.kind: `groqq` is no kind of provider and no preset (did you mean `groq`?)',
    ]);
    expect(problemsOf('targets: { a: { provider: openruoter, model: m } }')).toEqual([
      'targets.a.provider: no provider has the name `openruoter` (did you mean `openrouter`?)',
    ]);
    expect(problemsOf('providers: { a: { kind: cohere } }')).toEqual([
      "providers.a.kind: `cohere` is no kind of provider and no preset (`kind: ai-sdk` with `package: '@ai-sdk/cohere'` is one)",
    ]);
    expect(problemsOf('providers: { a: { kind: groq, region: us-east-1 } }')[0]).toContain('has no `region`');
  });
});

describe('vertexai', () => {
  test('is filled from file and environment', () => {
    const text =
      'providers: { v: { kind: vertexai, project: env:P, location: us-central1, credentialsFile: keys/g.json, quotaProject: q } }';
    expect(providerOf(configOf(text, { P: 'tide-1' }), 'v')).toMatchObject({
      project: null,
      vertex: {
        project: 'tide-1',
        location: 'us-central1',
        credentialsFile: '/etc/cato/keys/g.json',
        quotaProject: 'q',
      },
    });
    const found = configOf(null, {
      GCP_PROJECT_ID: 'tide-2',
      VERTEXAI_LOCATION: 'eu',
      VERTEXAI_MODEL: 'gemini-4-argon',
    });
    expect(found.defaultProvider).toBe('vertexai');
    expect(providerOf(found, 'vertexai')).toMatchObject({
      model: 'gemini-4-argon',
      vertex: { project: 'tide-2', location: 'eu', credentialsFile: null, quotaProject: null },
    });
    expect(configOf(null, { VERTEXAI_PROJECT: 'a', GCP_PROJECT_ID: 'b' }).providers[0]?.vertex).toMatchObject({
      project: 'a',
      location: 'global',
    });
  });

  test('without a project, or with names that are none, is a problem', () => {
    expect(configOf('providers: { v: { kind: vertexai } }').problems).toEqual([
      'v has no Google Cloud project: set VERTEXAI_PROJECT or `project`',
    ]);
    expect(configOf('providers: { v: { kind: vertexai, project: a/b } }').problems).toEqual([
      'the project of v is no Google Cloud project’s id or number',
    ]);
    expect(problemsOf('providers: { v: { kind: vertexai, project: p, location: "evil.example/" } }')[0]).toContain(
      'expected a Vertex AI location',
    );
    const { problems } = parseEnvironment({ VERTEXAI_PROJECT: 'a/b', VERTEXAI_LOCATION: 'x.y' });
    expect(problems.map(({ variable }) => variable)).toEqual(['VERTEXAI_PROJECT', 'VERTEXAI_LOCATION']);
  });
});

describe('gemini', () => {
  test('takes its key from either variable', () => {
    for (const variable of ['GEMINI_API_KEY', 'GOOGLE_API_KEY']) {
      const config = configOf(null, { [variable]: 'g-key' });
      expect(config.defaultProviderReason).toContain(`${variable} is set`);
      expect(keyOf(providerOf(config, 'gemini'))).toBe('g-key');
    }
  });

  test('keeps that key for its own address', () => {
    const variables = { GEMINI_API_KEY: 'g-key', GEMINI_MODEL: 'gemini-4-argon' };
    const moved = providerOf(
      configOf('providers: { g: { kind: gemini, baseUrl: "https://p.example" } }', variables),
      'g',
    );
    expect([moved.model, keyOf(moved)]).toEqual(['gemini-4-argon', null]);
    const told = { ...variables, GEMINI_BASE_URL: 'https://p.example/v1beta' };
    const asked = providerOf(configOf('provider: gemini', told), 'gemini');
    expect([asked.baseUrl, keyOf(asked)]).toEqual(['https://p.example/v1beta', 'g-key']);
  });
});

describe('ai-sdk', () => {
  test('keeps its settings, references as secrets, and the folder its package is looked for in', () => {
    const text = [
      'providers:',
      '  c:',
      '    kind: ai-sdk',
      '    package: "@ai-sdk/cohere"',
      '    factory: createCohere',
      '    settings: { accountId: env:ACCOUNT, headers: { x: y }, retries: 2 }',
      '    providerOptions: { cohere: { thinking: false } }',
    ].join('\n');
    const { bridge, kind } = providerOf(configOf(text, { ACCOUNT: 'account-1' }), 'c');
    const { accountId, ...others } = bridge?.settings ?? {};
    expect(kind).toBe('ai-sdk');
    expect(others).toEqual({ headers: { x: 'y' }, retries: 2 });
    expect(accountId instanceof Secret && accountId.reveal()).toBe('account-1');
    expect(bridge).toMatchObject({
      package: '@ai-sdk/cohere',
      factory: 'createCohere',
      folder: '/etc/cato',
      providerOptions: { cohere: { thinking: false } },
    });
  });

  test('must name its package, and no secret may be written into its settings', () => {
    expect(problemsOf('providers: { c: { kind: ai-sdk } }')).toEqual([
      'providers.c.package: `package` is missing; a provider of kind ai-sdk needs it (undefined)',
    ]);
    const told = problemsOf('providers: { c: { kind: ai-sdk, package: p, settings: { secretKey: tide-12345678 } } }');
    expect(told).toEqual([expect.stringContaining('providers.c.settings.secretKey: a secret is written here')]);
    expect(told.join()).not.toContain('tide-12345678');
  });

  test.each([
    ['{ auth: { apiKey: tide-12345678 } }', 'auth.apiKey'],
    ['{ headers: { "x-api-key": tide-12345678 } }', 'headers.x-api-key'],
    ['{ accounts: [{ name: a }, { token: tide-12345678 }] }', 'accounts[1].token'],
    ['{ keys: [tide-12345678] }', 'keys[0]'],
    ['{ googleAuthOptions: { credentials: { value: tide-12345678 } } }', 'googleAuthOptions.credentials.value'],
  ])('must not have a secret in its settings at any depth: %s', (settings, path) => {
    const told = problemsOf(`providers: { c: { kind: ai-sdk, package: p, settings: ${settings} } }`);
    expect(told).toEqual([expect.stringContaining(`providers.c.settings.${path}: a secret is written here`)]);
    expect(told.join()).not.toContain('tide-12345678');
  });

  test('has its references followed at any depth, a key of several lines too', () => {
    const text = [
      'providers:',
      '  c:',
      '    kind: ai-sdk',
      '    package: p',
      '    settings: { one: { two: [env:DEEP, plain], credentials: { private_key: env:PEM } }, key_version: 2 }',
    ].join('\n');
    const { bridge } = providerOf(configOf(text, { DEEP: 'deep-1', PEM: '-----BEGIN\nabc' }), 'c');
    const revealed = Object.entries(bridge?.settings ?? {}).map(([key, value]) => [
      key,
      mapSecrets(value, (secret) => `secret ${secret.reveal()}`),
    ]);
    expect(Object.fromEntries(revealed)).toEqual({
      one: { two: ['secret deep-1', 'plain'], credentials: { private_key: 'secret -----BEGIN\nabc' } },
      key_version: 2,
    });
    expect(problemsOf('providers: { c: { kind: ai-sdk, package: p, settings: { a: { b: env:NOWHERE } } } }')).toEqual([
      expect.stringContaining('providers.c.settings.a.b: the environment variable NOWHERE is not set'),
    ]);
  });

  test.each(['baseURL', 'baseUrl'])('has no address among its settings: %s would take the key elsewhere', (name) => {
    const settings = `{ ${name}: 'https://tide.example/v1' }`;
    expect(problemsOf(`providers: { c: { kind: ai-sdk, package: p, settings: ${settings} } }`)).toEqual([
      `providers.c.settings.${name}: \`${name}\` is not read here (write it as \`baseUrl\` of the provider)`,
    ]);
  });
});

test('`api` is chosen at openai and at its targets, and no other kind has it', () => {
  const text =
    'providers: { o: { kind: openai, api: responses } }\ntargets: { a: { provider: o, model: m, api: chat } }';
  const config = configOf(text, { OPENAI_API_KEY: 'k' });
  expect([config.providers[0]?.api, config.targets[0]?.api]).toEqual(['responses', 'chat']);
  expect(problemsOf('providers: { o: { kind: ollama, api: chat } }')[0]).toContain('kind ollama has no `api`');
  expect(problemsOf('targets: { a: { provider: groq, model: m, api: chat } }')).toEqual([
    'targets.a.api: only a provider of kind openai can be asked in more than one way (leave `api` out)',
  ]);
  expect(problemsOf('targets: { a: { provider: openai, model: m, api: responses } }')).toEqual([]);
});

test('`batch: provider` is for targets whose provider has a batch API that is known here', () => {
  const text = 'targets: { a: { provider: openai, model: m, batch: provider }, b: { provider: openai, model: m } }';
  const config = configOf(text, { OPENAI_API_KEY: 'k' });
  expect(config.targets.slice(0, 2).map(({ batch }) => batch)).toEqual(['provider', 'lines']);
  const mine = 'providers: { mine: { kind: anthropic, baseUrl: "http://127.0.0.1:9" } }\n';
  expect(problemsOf(`${mine}targets: { a: { provider: mine, model: m, batch: provider } }`)).toEqual([]);
  expect(problemsOf('targets: { a: { provider: groq, model: m, batch: lines } }')).toEqual([]);
  expect(problemsOf('targets: { a: { provider: groq, model: m, batch: provider } }')).toEqual([
    'targets.a.batch: only providers of kind openai and anthropic are handed batches (leave `batch` out)',
  ]);
});
