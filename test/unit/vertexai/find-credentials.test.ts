import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findCredentials } from '../../../adapters/vertexai/credentials/find-credentials.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'cato-home-'));
});

afterEach(async () => {
  await rm(home, { recursive: true });
});

test('the file that the environment names comes before the one at home', async () => {
  const file = join(home, 'named.json');
  await writeFile(file, '{"type":"named"}');
  await mkdir(join(home, '.config', 'gcloud'), { recursive: true });
  await writeFile(join(home, '.config', 'gcloud', 'application_default_credentials.json'), '{"type":"home"}');
  expect(await findCredentials({ environment: { GOOGLE_APPLICATION_CREDENTIALS: file }, home })).toEqual({
    type: 'named',
  });
  expect(await findCredentials({ environment: {}, home })).toEqual({ type: 'home' });
});

test('the folder may be another, and without a file there are none', async () => {
  await writeFile(join(home, 'application_default_credentials.json'), '{"type":"moved"}');
  expect(await findCredentials({ environment: { CLOUDSDK_CONFIG: home }, home })).toEqual({ type: 'moved' });
  expect(await findCredentials({ environment: {}, home })).toBeNull();
});

test('a named file that is not there or is no JSON is an error that quotes nothing of it', async () => {
  const file = join(home, 'named.json');
  const find = () => findCredentials({ environment: { GOOGLE_APPLICATION_CREDENTIALS: file }, home });
  await expect(find()).rejects.toThrow(`GOOGLE_APPLICATION_CREDENTIALS names cannot be read: ${file}`);
  await writeFile(file, '{"private_key": top-secret');
  await expect(find()).rejects.toThrow(/^The Google credentials file is not JSON\.$/);
});
