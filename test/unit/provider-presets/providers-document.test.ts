import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { fixtureTestedKinds } from '../../../config/own-kinds.ts';
import { isProviderKind } from '../../../config/provider-kinds.ts';
import { loadBridgedProviders, loadProviderPresets } from '../../../config/provider-presets.ts';
import { readConfig } from '../../../config/read-config.ts';
import { providerExamples } from '../../../scripts/import-providers/provider-examples.ts';
import { providersDocument } from '../../../scripts/import-providers/providers-document.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/providers.md'), 'utf8');

test('the page is what the data makes; `npm run providers:doc` writes it', () => {
  expect(page).toBe(providersDocument(loadProviderPresets(), loadBridgedProviders()));
});

test('every kind has one example, and presets have one', () => {
  expect(providerExamples.map(({ kind }) => kind)).toEqual([...fixtureTestedKinds, 'ai-sdk']);
  for (const { kind, yaml } of providerExamples) {
    const named = Object.values(parse(yaml) as Record<string, { kind: string }>);
    expect(named.map((provider) => provider.kind)).toEqual(kind === 'embedded' ? [] : [kind]);
  }
});

test.each(providerExamples.filter(({ kind }) => isProviderKind(kind)))(
  'the example of $kind is a valid configuration',
  ({ yaml }) => {
    const names = [...yaml.matchAll(/env:(\w+)/g)].map(([, name = '']) => [name, 'tide']);
    const sources = { file: '/etc/cato/cato.yaml', environment: Object.fromEntries(names) };
    const result = readConfig(`version: 1\nproviders:\n  ${yaml}\n`, sources);
    expect(result).toMatchObject({ problems: [] });
  },
);
