import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openChatWeights, openEmbeddingWeights } from '../../../wiring/weights/open-weights.ts';

describe('Weights in the data folder', () => {
  let dataFolder = '';
  beforeEach(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'cato-open-'));
    const own = join(dataFolder, 'models/tide');
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'tide.gguf'), 'GGUF');
    await writeFile(join(own, 'weights.json'), JSON.stringify(manifest));
  });
  afterEach(() => rm(dataFolder, { recursive: true }));
  const manifest = {
    ...{ name: 'tide', use: 'chat', format: 'gguf', licence: null, source: 'here', addedAt: '2026-11-20T00:00:00Z' },
    files: [{ name: 'tide.gguf', bytes: 4, sha256: 'a'.repeat(64) }],
  };
  const options = (name: string) => ({
    ...{ dataFolder, name, packageFolders: [dataFolder] },
    ...{ threads: null, contextWindow: null, parallel: null },
  });

  test('are opened without loading anything, and say which package runs them', async () => {
    const model = await openChatWeights(options('tide'));
    await expect(model.load()).rejects.toMatchObject({
      kind: 'not-installed',
      message: expect.stringContaining('npm install --no-save --ignore-scripts node-llama-cpp@'),
    });
  });

  test('that are not there, not whole or for another use are told apart', async () => {
    await expect(openChatWeights(options('smollm2'))).rejects.toThrow(/run `npx cato model add smollm2-135m-instruct`/);
    await expect(openEmbeddingWeights(options('tide'))).rejects.toThrow('are for chat, not for embedding');
    await writeFile(join(dataFolder, 'models/tide/tide.gguf'), 'GG');
    await expect(openChatWeights(options('tide'))).rejects.toThrow(/run `npx cato model add tide`/);
  });

  test('whose description names files elsewhere are not opened', async () => {
    const files = [{ name: '../../secret', bytes: 4, sha256: 'a'.repeat(64) }];
    await writeFile(join(dataFolder, 'models/tide/weights.json'), JSON.stringify({ ...manifest, files }));
    await expect(openChatWeights(options('tide'))).rejects.toThrow(/are not in/);
  });
});
