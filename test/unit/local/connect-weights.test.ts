import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buildModels } from '../../../wiring/build-models.ts';
import { createEmbeddingCall } from '../../contracts/embedding-model/embedding-call.ts';
import { eventually } from '../../support/running-gateway.ts';
import { call, ProviderBench, textOf } from './provider-bench.ts';

let bench: ProviderBench;

beforeEach(async () => {
  bench = await ProviderBench.start();
});
afterEach(() => bench.close());

function write(path: string, text: string): void {
  const file = join(bench.folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function bring(name: string, use: 'chat' | 'embedding', format: string, files: readonly string[]): void {
  for (const file of files) write(`models/${name}/${file}`, '{}');
  const manifest = {
    ...{ name, use, format, licence: null, source: 'here', addedAt: '2026-11-20T00:00:00Z' },
    files: files.map((file) => ({ name: file, bytes: 2, sha256: 'a'.repeat(64) })),
  };
  write(`models/${name}/weights.json`, JSON.stringify(manifest));
}

/** A package installed beside the configuration, as the operator would. */
function install(name: string, source: string): void {
  write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.mjs', type: 'module' }));
  write(`node_modules/${name}/index.mjs`, source);
}

/** Stands in for node-llama-cpp: its answer says how large a context it was given. */
const llama = `
export const getLlama = async () => ({
  loadModel: async () => ({
    trainContextSize: 1000,
    tokenizer: null,
    fileInfo: { metadata: {} },
    createContext: async ({ contextSize }) => ({ getSequence: () => ({ contextSize, clearHistory: async () => {} }) }),
  }),
  dispose: async () => {},
});
export class JinjaTemplateChatWrapper {}
export class LlamaChat {
  constructor({ contextSequence }) {
    this.sequence = contextSequence;
    this.chatWrapper = { generateContextState: () => ({ contextText: { tokenize: () => ['a', 'b'] } }) };
  }
  async generateResponse(_history, { onResponseChunk }) {
    onResponseChunk({ text: 'context of ' + this.sequence.contextSize, tokens: [1] });
    return { metadata: { stopReason: 'eogToken' } };
  }
}
`;

describe('llama-cpp', () => {
  const text =
    'providers: { here: { kind: llama-cpp } }\ntargets: { tiny: { provider: here, model: smollm2, contextWindow: 500 } }';

  test('answers with weights of the data folder, loaded at the start as the target says', async () => {
    bring('smollm2-135m-instruct', 'chat', 'gguf', ['tide.gguf']);
    install('node-llama-cpp', llama);
    const model = bench.usualModel(bench.configOf(text), 'here');
    // Also by the weights' own name: they are there once.
    expect(await textOf(model, 'smollm2-135m-instruct')).toBe('context of 500');
    expect(bench.notices).toEqual([]);
  });

  test('says at the start and to each call what is missing, and works once it is there', async () => {
    const model = bench.usualModel(bench.configOf(text), 'here');
    await eventually(() => bench.notices.length > 0, 'a notice');
    expect(bench.notices).toEqual([
      expect.stringMatching(/^here\/smollm2 cannot be used: .*run `npx cato model add smollm2-135m-instruct`/),
    ]);
    await expect(model.complete(call('smollm2'))).rejects.toMatchObject({
      kind: 'upstream-not-found',
      message: expect.stringContaining('npx cato model add'),
    });
    bring('smollm2-135m-instruct', 'chat', 'gguf', ['tide.gguf']);
    await expect(model.complete(call('smollm2'))).rejects.toMatchObject({
      kind: 'not-installed',
      message: expect.stringContaining('npm install --no-save --ignore-scripts node-llama-cpp@'),
    });
    install('node-llama-cpp', llama);
    expect(await textOf(model, 'smollm2')).toContain('context of');
  });

  test('costs nothing and is told apart by what it can', () => {
    const config = bench.configOf(text.replace(', contextWindow: 500', ''));
    const { chatModels, embeddingModels } = bench.connect(config);
    const models = buildModels({ config, modelRows: [], ollamaModels: [], chatModels, embeddingModels });
    expect(models.list().find(({ id }) => id === 'tiny')?.target?.facts).toMatchObject({
      contextWindow: 8192,
      prices: [{ input: 0, output: 0 }],
      capabilities: { tools: false, images: false, embeddings: false },
    });
  });
});

describe('onnx-encoder', () => {
  const text = 'providers: { vectors: { kind: onnx-encoder } }\ntargets: { v: { provider: vectors, model: minilm } }';

  test('makes vectors with an encoder of the data folder', async () => {
    bring('all-minilm-l6-v2', 'embedding', 'onnx', ['model.onnx', 'tokenizer.json']);
    for (const [name, fake] of [
      ['onnxruntime-node', 'fake-onnxruntime.mjs'],
      ['@huggingface/tokenizers', 'fake-tokenizers.mjs'],
    ] as const) {
      install(name, '');
      copyFileSync(
        join(import.meta.dirname, '../onnx-encoder', fake),
        join(bench.folder, 'node_modules', name, 'index.mjs'),
      );
    }
    const { embeddingModels } = bench.connect(bench.configOf(text));
    const asked = createEmbeddingCall({ model: 'minilm', request: { inputs: ['aaa aaaaa', 'a'] } });
    const { content } = (await embeddingModels.get('vectors')?.embed(asked)) ?? {};
    expect(content).toMatchObject({
      kind: 'neutral',
      vectors: [[expect.closeTo(0.97, 2), expect.closeTo(0.243, 2), 0], {}],
    });
    expect(bench.notices).toEqual([]);
  });

  test('answers nobody, and is no default provider', async () => {
    const config = bench.configOf(text);
    expect(config).toMatchObject({ defaultProvider: null, embedded: false });
    const { chatModels } = bench.connect(config);
    const [model] = chatModels.get('vectors') ?? [];
    await expect(model?.complete(call('minilm'))).rejects.toMatchObject({ kind: 'model-not-found' });
    const streaming = async () => {
      for await (const _event of model?.answer(call('minilm')) ?? []) return;
    };
    await expect(streaming()).rejects.toMatchObject({ kind: 'model-not-found' });
    await eventually(() => bench.notices.length > 0, 'a notice');
    expect(bench.notices[0]).toContain('npx cato model add all-minilm-l6-v2');
  });
});
