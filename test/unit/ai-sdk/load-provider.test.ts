import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadProvider } from '../../../adapters/ai-sdk/load-provider.ts';
import { installPackage } from './installed-package.ts';

const model = (version: string) =>
  `(settings) => ({ languageModel: (id) => ({ specificationVersion: '${version}', modelId: id, provider: settings.name }) })`;

function load(folder: string, packageName: string, factory: string | null = null) {
  return loadProvider({ packageName, folder, factory, settings: { name: 'tide' } });
}

test.each([
  ['one address for all', { exports: './index.js' }],
  ['conditions', { exports: { '.': { types: './x.d.ts', require: './x.cjs', import: './index.js' } } }],
  ['nested conditions', { exports: { node: { import: { default: './index.js' } } } }],
  ['an old main', { main: 'index.js' }],
])('a package that says where it is by %s is loaded from the folder of the configuration', async (_name, manifest) => {
  using installed = installPackage('@ebb/tide', `export const createTide = ${model('v4')};`, manifest);
  const make = await load(installed.folder, '@ebb/tide');
  expect(make('flow-1')).toMatchObject({ modelId: 'flow-1', provider: 'tide' });
});

test('a package that is missing says how to install it', async () => {
  using installed = installPackage('tide', '');
  await expect(load(installed.folder, '@ai-sdk/ebb')).rejects.toMatchObject({
    kind: 'not-installed',
    message:
      'The package @ai-sdk/ebb is not installed where the gateway runs: run `npm install @ai-sdk/ebb` beside its configuration.',
  });
});

test.each([
  ['does not say what it is', 'export const createTide = 1;', '{'],
  ['needs another that is missing', `import '@ebb/nowhere'; export const createTide = ${model('v4')};`, undefined],
  ['cannot be read', 'export const = ;', undefined],
])('a package that %s is to be installed anew, and no folder is told', async (_what, code, manifest) => {
  using installed = installPackage('tide', code);
  if (manifest !== undefined) writeFileSync(join(installed.folder, 'node_modules/tide/package.json'), manifest);
  const failure: unknown = await load(installed.folder, 'tide').catch((error: unknown) => error);
  expect(failure).toMatchObject({
    kind: 'not-installed',
    message: expect.stringContaining('`npm install tide` again'),
  });
  expect(failure instanceof Error && failure.message).not.toContain(installed.folder);
});

test.each(['v2', 'v3', 'v5'])(
  'a package that speaks %s of the interface is refused with what to do',
  async (version) => {
    using installed = installPackage('tide', `export const createTide = ${model(version)};`);
    const make = await load(installed.folder, 'tide');
    expect(() => make('flow-1')).toThrow(
      `speaks version ${version} of the AI SDK's language model interface, Cato speaks v4`,
    );
  },
);

test('of several factories the one that is named like the package is taken, or the one that is asked for', async () => {
  const other = `export const createFlow = (s) => ({ languageModel: () => ({ specificationVersion: 'v4', provider: 'flow' }) });`;
  const code = `export const createDeepTide = ${model('v4')}; ${other}`;
  using installed = installPackage('@ebb/deep-tide', code);
  expect((await load(installed.folder, '@ebb/deep-tide'))('x').provider).toBe('tide');
  expect((await load(installed.folder, '@ebb/deep-tide', 'createFlow'))('x').provider).toBe('flow');
});

test('a package without a clear factory says which it has', async () => {
  using installed = installPackage('tide', 'export const createEbb = () => 1; export const createFlow = () => 1;');
  await expect(load(installed.folder, 'tide')).rejects.toThrow('set `factory` (it has createEbb, createFlow)');
  await expect(load(installed.folder, 'tide', 'createTide')).rejects.toThrow('has no createTide function');
});

test('a provider that is called itself makes models too, and one that makes none is refused', async () => {
  using callable = installPackage(
    'tide',
    `export const createTide = () => (id) => ({ specificationVersion: 'v4', modelId: id });`,
  );
  expect((await load(callable.folder, 'tide'))('flow-1').modelId).toBe('flow-1');
  using empty = installPackage('ebb', 'export const createEbb = () => ({});');
  await expect(load(empty.folder, 'ebb')).rejects.toThrow('makes no language models');
});
