import { describe, expect, test } from '@jest/globals';
import { countProviders, listProviders } from '../../../config/list-providers.ts';
import { ownKinds } from '../../../config/own-kinds.ts';
import {
  findPreset,
  loadBridgedProviders,
  loadProviderPresets,
  presetKeyVariable,
} from '../../../config/provider-presets.ts';

const presets = loadProviderPresets();
const bridged = loadBridgedProviders();

const sourcePackage = /^(@[a-z0-9-]+\/)?[a-z0-9.-]+@\d+\.\d+\.\d+$/;

function preset(name: string) {
  const found = findPreset(presets, name);
  if (found === null) throw new Error(`no preset ${name}`);
  return found;
}

describe('the presets that come with Cato', () => {
  test('are more than LiteLLM claims to have, counted by themselves', () => {
    expect(presets.length).toBeGreaterThan(100);
    const counts = countProviders(listProviders(presets, bridged));
    expect(counts).toEqual({ own: 12, presets: presets.length, bridged: bridged.length });
  });

  test('are sorted by name, and no name or alias means two of them or a kind of its own', () => {
    const names = presets.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    const all = presets.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((name) => ownKinds.has(name))).toEqual([]);
    expect(all.filter((name) => !/^[a-z0-9][a-z0-9.-]*$/.test(name))).toEqual([]);
  });

  test('have one address each, that no other has', () => {
    const addresses = presets.map(({ baseUrl }) => baseUrl);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  test.each(presets)('$name can be called: address, key variable and source', (row) => {
    const url = new URL(row.baseUrl);
    const isLoopback = ['127.0.0.1', 'localhost'].includes(url.hostname);
    expect([url.username, url.password, url.search, url.hash]).toEqual(['', '', '', '']);
    expect(row.baseUrl).not.toMatch(/\/$|\/chat\/completions|[${}]/);
    expect(row.local).toBe(isLoopback);
    expect(url.protocol === 'https:' || row.local).toBe(true);
    expect(row.keyVariable === null).toBe(row.local);
    for (const variable of [row.keyVariable ?? 'NONE_KEY', ...row.otherKeyVariables]) {
      expect(variable).toMatch(/^[A-Z0-9_]+_(KEY|TOKEN|PAT)$/);
    }
    expect(row.sources.length).toBeGreaterThan(0);
    expect(row.sources.some(({ facts, baseUrl }) => facts.includes('baseUrl') && baseUrl === undefined)).toBe(true);
    for (const source of row.sources) {
      expect(source.package).toMatch(sourcePackage);
      expect(source.path).not.toBe('');
      expect(source.facts.length).toBeGreaterThan(0);
    }
    const quirksHaveSource = row.sources.some(({ facts }) => facts.includes('quirks'));
    expect(quirksHaveSource).toBe(Object.keys(row.quirks).length > 0);
  });

  test('hold no key', () => {
    expect(JSON.stringify(presets)).not.toMatch(/\b(sk|gsk|xai|pplx|hf)[-_][A-Za-z0-9]{16,}/);
  });

  test('of packages that disagree, the provider is believed first, and the others are kept', () => {
    const { baseUrl, sources } = preset('deepseek');
    expect(baseUrl).toBe('https://api.deepseek.com');
    expect(sources[0]?.package).toMatch(/^@ai-sdk\/deepseek@/);
    expect(sources.map((source) => source.baseUrl)).toContain('https://api.deepseek.com/beta');
  });

  test.each([
    ['groq', 'https://api.groq.com/openai/v1', 'GROQ_API_KEY'],
    ['openrouter', 'https://openrouter.ai/api/v1', 'OPENROUTER_API_KEY'],
    ['xai', 'https://api.x.ai/v1', 'XAI_API_KEY'],
    ['mistral', 'https://api.mistral.ai/v1', 'MISTRAL_API_KEY'],
  ])('%s is there', (name, baseUrl, keyVariable) => {
    expect(preset(name)).toMatchObject({ baseUrl, keyVariable });
  });

  test.each([
    ['together_ai', 'together'],
    ['together-ai', 'together'],
    ['togetherai', 'together'],
    ['Groq', 'groq'],
    ['grok', null],
  ])('%s names %s', (kind, name) => {
    expect(findPreset(presets, kind)?.name ?? null).toBe(name);
  });

  test('the key comes from the first variable that is set, and the main one is named when none is', () => {
    const together = preset('together');
    expect(presetKeyVariable(together, () => false)).toBe('TOGETHER_API_KEY');
    expect(presetKeyVariable(together, (name) => name === 'TOGETHER_AI_TOKEN')).toBe('TOGETHER_AI_TOKEN');
    expect(presetKeyVariable(preset('lmstudio'), () => true)).toBeNull();
  });
});

describe('the packages that can be bridged', () => {
  test('are sorted, named once, and speak the interface that is spoken here', () => {
    const names = bridged.map((one) => one.package);
    expect(names).toEqual([...new Set(names)].sort());
    expect(new Set(bridged.map((one) => one.specificationVersion))).toEqual(new Set(['v4']));
    for (const { factory, version } of bridged) {
      expect(factory).toMatch(/^create[A-Z]\w+$/);
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });

  test('are listed apart, each with its source', () => {
    const listed = listProviders(presets, bridged);
    const statuses = new Set(listed.map(({ origin, status }) => `${origin}: ${status}`));
    expect(statuses).toEqual(
      new Set([
        'own: tested with fixtures',
        'preset: preset, not verified here',
        'bridged: bridged, not verified here',
      ]),
    );
    expect(listed.filter(({ origin, sources }) => origin !== 'own' && sources.length === 0)).toEqual([]);
  });
});
