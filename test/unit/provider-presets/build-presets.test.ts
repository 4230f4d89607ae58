import { describe, expect, test } from '@jest/globals';
import type { ProviderPreset } from '../../../config/provider-preset.ts';
import { buildPresets } from '../../../scripts/import-providers/build-presets.ts';
import { litellmFacts } from '../../../scripts/import-providers/litellm-facts.ts';
import { mastraFacts } from '../../../scripts/import-providers/mastra-facts.ts';
import { ownPackageFacts } from '../../../scripts/import-providers/own-package-facts.ts';
import { mastraPackage } from '../../../scripts/import-providers/pinned-packages.ts';
import { type ProviderFact, usableBaseUrl } from '../../../scripts/import-providers/provider-fact.ts';
import { readRefusedFields } from '../../../scripts/import-providers/refused-fields.ts';

function fact(name: string, baseUrl: string | null, more: Partial<ProviderFact> = {}): ProviderFact {
  const source = { package: 'one@1.0.0', path: 'data.json' };
  return { name, displayName: null, baseUrl, keyVariables: [`${name.toUpperCase()}_KEY`], quirks: {}, source, ...more };
}

function build(facts: readonly ProviderFact[], reserved: readonly string[] = []): readonly ProviderPreset[] {
  return buildPresets({
    facts,
    quirksAt: (_name, baseUrl) => (baseUrl.includes('picky') ? { store: false } : {}),
    quirksSource: 'quirks@1.0.0',
    quirksPath: 'quirks.js',
    reserved: new Set(reserved),
  });
}

const other = { package: 'two@2.0.0', path: 'two.py' };

describe('facts of several packages', () => {
  test('of one name become one row: the first is believed, what differs is kept', () => {
    const rows = build([
      fact('tide', 'https://tide.example/v1', { keyVariables: ['TIDE_KEY'] }),
      fact('tide', 'https://old.example/v1', { keyVariables: ['OLD_KEY'], displayName: 'Tide', source: other }),
    ]);
    expect(rows).toEqual([
      {
        name: 'tide',
        displayName: 'Tide',
        aliases: [],
        baseUrl: 'https://tide.example/v1',
        keyVariable: 'TIDE_KEY',
        otherKeyVariables: ['OLD_KEY'],
        local: false,
        quirks: {},
        sources: [
          { package: 'one@1.0.0', path: 'data.json', facts: ['baseUrl', 'keyVariable'] },
          {
            ...other,
            facts: ['baseUrl', 'keyVariable', 'displayName'],
            baseUrl: 'https://old.example/v1',
            keyVariable: 'OLD_KEY',
          },
        ],
      },
    ]);
  });

  test('of one address become one row, with the other name as an alias', () => {
    const [row, ...others] = build([
      fact('tide', 'https://tide.example/v1'),
      fact('tide-cloud', 'https://tide.example/v1', { source: other }),
    ]);
    expect(others).toEqual([]);
    expect([row?.name, row?.aliases]).toEqual(['tide', ['tide-cloud']]);
  });

  test('a fact that names one row and has the address of another joins the first, and no name is taken twice', () => {
    const rows = build([
      fact('ebb', 'https://ebb.example/v1'),
      fact('flow', 'https://flow.example/v1'),
      fact('ebb', 'https://flow.example/v1', { source: other }),
    ]);
    const names = rows.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    expect(rows.map(({ baseUrl }) => baseUrl)).toEqual(['https://ebb.example/v1', 'https://flow.example/v1']);
  });

  test('without an address are no row, and kinds of their own are none either', () => {
    expect(build([fact('tide', null), fact('openai', 'https://tide.example/v1')], ['openai'])).toEqual([]);
  });

  test('of a server on this machine ask for no key', () => {
    expect(build([fact('tide', 'http://127.0.0.1:1234/v1')])[0]).toMatchObject({ local: true, keyVariable: null });
  });

  test('take what the address is known to refuse, with its source', () => {
    const [row] = build([fact('tide', 'https://picky.example/v1', { quirks: { outputLimitField: 'max_tokens' } })]);
    expect(row?.quirks).toEqual({ outputLimitField: 'max_tokens', store: false });
    expect(row?.sources.at(-1)).toEqual({ package: 'quirks@1.0.0', path: 'quirks.js', facts: ['quirks'] });
  });
});

test.each([
  ['https://tide.example/v1/', 'https://tide.example/v1'],
  ['https://tide.example/v1/chat/completions', 'https://tide.example/v1'],
  ['http://localhost:8080/v1', 'http://localhost:8080/v1'],
  ['http://tide.example/v1', null],
  ['https://$TIDE_HOST/v1', null],
  ['https://{host}.example/v1', null],
  ['tide.example', null],
])('of the address %s, %s is used', (text, baseUrl) => {
  expect(usableBaseUrl(text)).toBe(baseUrl);
});

describe('reading packages', () => {
  const pinned = {
    name: '@ai-sdk/tide',
    version: '1.2.3',
    integrity: '',
    path: 'dist/index.js',
    factory: 'createTide',
  };
  const own = { package: '@ai-sdk/tide', preset: 'tide', below: '/openai' };
  const code = [
    'const baseURL = withoutTrailingSlash(options.baseURL) ?? "https://api.tide.example/v1/";',
    'loadApiKey({ environmentVariableName: "TIDE_API_KEY" });',
    'path: "/chat/completions"',
  ].join('\n');

  test("a provider's own package says its address and key variable", () => {
    expect(ownPackageFacts(own, pinned, code)).toMatchObject({
      baseUrl: 'https://api.tide.example/v1/openai',
      keyVariables: ['TIDE_API_KEY'],
      source: { package: '@ai-sdk/tide@1.2.3', path: 'dist/index.js' },
    });
  });

  test.each([
    ['two addresses', `${code}\nbaseURL ?? "https://api.other.example/v1"`],
    ['no address', code.replace('https:', 'urn:')],
    ['two key variables', `${code}\nenvironmentVariableName: "EBB_API_KEY"`],
    ['another protocol', code.replace('/chat/completions', '/responses')],
  ])('%s stop the import', (_name, changed) => {
    expect(() => ownPackageFacts(own, pinned, changed)).toThrow('@ai-sdk/tide@1.2.3');
  });

  test('of the catalogue, what speaks another protocol or needs more than a key gives its name only', () => {
    const entry = { name: 'Tide', url: 'https://tide.example/v1', apiKeyEnvVar: 'TIDE_KEY', gateway: 'models.dev' };
    const providers = {
      chat: entry,
      messages: { ...entry, npm: '@ai-sdk/anthropic' },
      pair: { ...entry, apiKeyEnvVar: ['TIDE_KEY', 'TIDE_SITE'] },
      header: { ...entry, apiKeyHeader: 'x-tide-key' },
      elsewhere: { ...entry, gateway: 'other' },
    };
    const facts = mastraFacts(JSON.stringify({ providers }), mastraPackage);
    expect(facts.map(({ name, baseUrl }) => [name, baseUrl])).toEqual([
      ['chat', 'https://tide.example/v1'],
      ['messages', null],
      ['pair', null],
      ['header', null],
      ['elsewhere', null],
    ]);
  });

  test("LiteLLM's registry gives quirks, and of its code only what is clear is taken", () => {
    const branch = { keyVariables: ['EBB_KEY'], member: 'm.py', renamesOutputLimit: true };
    const facts = litellmFacts(
      {
        registry: {
          tide_ai: {
            base_url: 'https://tide.example/v1/',
            api_key_env: 'TIDE_KEY',
            param_mappings: { max_completion_tokens: 'max_tokens' },
            special_handling: { force_store_false: true, convert_content_list_to_string: true },
            headers: { 'x-tide-key': '{api_key}' },
          },
        },
        branches: [
          { ...branch, provider: 'ebb', baseUrls: ['https://ebb.example/v1'] },
          { ...branch, provider: 'two', baseUrls: ['https://ebb.example/v1', 'https://flow.example/v1'] },
          { ...branch, provider: 'keyless', baseUrls: ['https://flow.example/v1'], keyVariables: [] },
          { ...branch, provider: 'soniox', baseUrls: ['https://speech.example/v1'] },
        ],
        displayNames: { tide_ai: 'Tide (`tide_ai`)' },
      },
      'litellm@1.0.0',
    );
    expect(facts.map(({ name, displayName, quirks }) => [name, displayName, quirks])).toEqual([
      ['tide-ai', 'Tide', { outputLimitField: 'max_tokens', store: false, textContent: true, keyHeader: 'x-tide-key' }],
      ['ebb', null, { outputLimitField: 'max_tokens' }],
    ]);
  });

  test('what an address refuses is what differs from an unknown address', () => {
    const quirksAt = readRefusedFields(
      [
        'function detectCompat(model) {',
        "    const picky = model.baseUrl.includes('picky');",
        "    return { supportsStore: !picky, supportsDeveloperRole: !picky, maxTokensField: picky ? 'max_tokens' : 'x' };",
        '}',
      ].join('\n'),
    );
    expect(quirksAt('tide', 'https://tide.example')).toEqual({});
    expect(quirksAt('tide', 'https://picky.example')).toEqual({
      outputLimitField: 'max_tokens',
      developerRole: false,
      store: false,
    });
    expect(() => readRefusedFields('export {}')).toThrow('no detectCompat');
  });
});
