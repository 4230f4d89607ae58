import { expect, test } from '@jest/globals';
import { createAiSdkProvider } from '../../../adapters/ai-sdk/ai-sdk-provider.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { Secret } from '../../../core/access/secret.ts';
import { installPackage } from './installed-package.ts';

/** Tells in its name what it was made with. */
const tellingPackage = `export const createTide = ({ fetch, ...settings }) => ({
  languageModel: () => ({ specificationVersion: 'v4', provider: JSON.stringify([typeof fetch, settings]) }),
});`;

test.each<[string, Secret | null, string | null, object, object?]>([
  [
    'a key and an address are handed over',
    new Secret('k'),
    'http://tide.example/v1',
    { apiKey: 'k', baseURL: 'http://tide.example/v1' },
  ],
  ['a package asked at its own address may look for its key', null, null, {}],
  [
    'a package asked elsewhere finds no key in the environment',
    null,
    'http://tide.example/v1',
    { apiKey: '', baseURL: 'http://tide.example/v1' },
  ],
  [
    'nor does one whose own settings send it elsewhere',
    null,
    null,
    { apiKey: '', baseURL: 'http://tide.example/v1' },
    { baseURL: 'http://tide.example/v1' },
  ],
])('%s', async (_name, apiKey, baseUrl, settings, own = {}) => {
  using installed = installPackage('tide', tellingPackage);
  const provider = createAiSdkProvider({
    packageName: 'tide',
    folder: installed.folder,
    factory: null,
    name: 'mine',
    apiKey,
    baseUrl,
    settings: { region: 'north', ...own },
    clock: createSystemClock(),
  });
  const model = await provider.model('x');
  expect(JSON.parse(model.provider)).toEqual(['function', { region: 'north', ...settings }]);
  await provider.close();
});
