import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultConfigFile, loadConfig } from '../../../local/load-config.ts';

const before = process.cwd();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cato-load-'));
});
afterEach(() => process.chdir(before));
afterAll(() => rmSync(folder, { recursive: true }));

const sound = 'version: 1\nproviders: { a: { kind: openai, apiKey: "env:MY_KEY" } }\n';

describe('without a name', () => {
  test('there is no configuration where there is no cato.yaml', async () => {
    process.chdir(mkdtempSync(join(folder, 'empty-')));
    expect(await loadConfig(null, {})).toEqual({ file: null, config: null, problems: [] });
  });

  test('the cato.yaml of the working directory is read', async () => {
    const place = mkdtempSync(join(folder, 'with-'));
    writeFileSync(join(place, defaultConfigFile), 'version: 1\n');
    process.chdir(place);
    expect(await loadConfig(null, {})).toEqual({ file: 'cato.yaml', config: { version: 1 }, problems: [] });
  });
});

describe('a named file', () => {
  test('is read with its secrets, from the environment and from files', async () => {
    const secret = join(folder, 'key');
    writeFileSync(secret, 'from-a-file-0123\n');
    const file = join(folder, 'sound.yaml');
    writeFileSync(file, `${sound}`.replace('} }', `}, b: { kind: anthropic, apiKey: "file:${secret}" } }`));
    const { config, problems } = await loadConfig(file, { MY_KEY: 'from-the-environment' });
    expect(problems).toEqual([]);
    expect(config?.providers?.a?.apiKey?.value.reveal()).toBe('from-the-environment');
    expect(config?.providers?.b?.apiKey?.value.reveal()).toBe('from-a-file-0123');
    expect(JSON.stringify(config)).not.toContain('from-');
  });

  test('with errors gives them, and no configuration', async () => {
    const file = join(folder, 'broken.yaml');
    writeFileSync(file, 'version: 1\nrutes: {}\n');
    const { config, problems } = await loadConfig(file, {});
    expect(config).toBeNull();
    expect(problems).toMatchObject([{ level: 'error', line: 2, column: 1 }]);
  });

  test('that is not there is an error, never an empty configuration', async () => {
    await expect(loadConfig(join(folder, 'nowhere.yaml'), {})).rejects.toThrow(/ENOENT/);
    await expect(loadConfig(folder, {})).rejects.toThrow(/EISDIR/);
  });
});
