import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  createOnnxEmbeddingModel,
  type LocalEmbeddingCall,
  type OnnxEmbeddingModel,
} from '../../../adapters/onnx-encoder/onnx-embedding-model.ts';

const fake = (name: string): string => pathToFileURL(join(import.meta.dirname, name)).href;

function call(
  inputs: LocalEmbeddingCall['request']['inputs'],
  change: Partial<LocalEmbeddingCall> = {},
): LocalEmbeddingCall {
  return {
    request: { inputs, dimensions: null, inputType: null, unreadFields: [] },
    dropUnsupported: false,
    signal: new AbortController().signal,
    ...change,
  };
}

describe('An encoder on this machine', () => {
  let folder = '';
  let model: OnnxEmbeddingModel;
  const open = (change: { readonly onnxRuntimeUrl?: string; readonly folder?: string } = {}): OnnxEmbeddingModel =>
    createOnnxEmbeddingModel({
      folder: change.folder ?? folder,
      format: 'onnx',
      resolveLibraries: () => ({
        onnxRuntimeUrl: change.onnxRuntimeUrl ?? fake('fake-onnxruntime.mjs'),
        tokenizersUrl: fake('fake-tokenizers.mjs'),
      }),
      contextWindow: 20,
      threads: null,
    });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cato-encoder-'));
    await writeFile(join(folder, 'tokenizer.json'), '{}');
    model = open();
  });
  afterEach(async () => {
    await model.close();
    await rm(folder, { recursive: true });
  });

  test('gives each text the mean of its tokens, of length 1, in order', async () => {
    const { content, usage } = await model.embed(call(['aaa aaaaa', 'a', 'aaaa']));
    const rounded = content.vectors.map((vector) => vector.map((value) => Math.round(value * 1000)));
    expect(rounded).toEqual([
      [970, 243, 0],
      [707, 707, 0],
      [970, 243, 0],
    ]);
    expect(usage).toEqual({ freshInput: 4, cacheRead: 0, cacheWrite: {}, output: 0, reasoning: 0 });
  });

  test('takes more texts than it computes at once', async () => {
    const texts = Array.from({ length: 30 }, (_, index) => 'a'.repeat((index % 9) + 1));
    const { content } = await model.embed(call(texts));
    expect(content.vectors).toHaveLength(30);
    expect(content.vectors[18]).toEqual(content.vectors[0]);
    expect(content.vectors[17]).not.toEqual(content.vectors[0]);
  });

  test('names the text that is too long', async () => {
    const texts = [...Array.from({ length: 9 }, () => 'a'), 'a '.repeat(25)];
    await expect(model.embed(call(texts))).rejects.toMatchObject({
      kind: 'context-too-long',
      message: expect.stringMatching(/^Text 9 has 26 tokens; this model takes 20/),
    });
  });

  test('refuses what it cannot do by its name, or drops it and says so', async () => {
    await expect(model.embed(call([[1, 2]]))).rejects.toMatchObject({ kind: 'unsupported-parameter', param: 'input' });
    const request = { inputs: ['a'], dimensions: 2, inputType: 'search_query', unreadFields: ['late_chunking'] };
    await expect(model.embed(call([], { request }))).rejects.toMatchObject({ param: 'late_chunking' });
    const shorter = { ...request, unreadFields: [] };
    await expect(model.embed(call([], { request: shorter }))).rejects.toMatchObject({ param: 'dimensions' });
    const { changes, content } = await model.embed(call([], { request, dropUnsupported: true }));
    expect(changes).toEqual(['late_chunking dropped', 'input_type has no effect', 'dimensions dropped']);
    expect(content.vectors[0]).toHaveLength(3);
  });

  test('ends a call that is aborted, before and in the work', async () => {
    const reason = new Error('the client has left');
    await expect(model.embed(call(['a'], { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    const controller = new AbortController();
    const embedding = model.embed(
      call(
        Array.from({ length: 500 }, () => 'a'),
        { signal: controller.signal },
      ),
    );
    controller.abort(reason);
    await expect(embedding).rejects.toBe(reason);
    expect((await model.embed(call(['a']))).content.vectors).toHaveLength(1);
  });

  test('tells a fault, and goes on with the next call', async () => {
    await expect(model.embed(call(['a'.repeat(13)]))).rejects.toMatchObject({
      kind: 'upstream-fault',
      message: 'The encoder failed: an unlucky token.',
    });
    expect((await model.embed(call(['a']))).content.vectors).toHaveLength(1);
  });

  test('tells what is missing', async () => {
    const other = open({ onnxRuntimeUrl: fake('fake-tokenizers.mjs') });
    await expect(other.embed(call(['a']))).rejects.toThrow(/another interface than the one that is known/);
    await other.close();
    const nowhere = open({ folder: '/missing' });
    await expect(nowhere.embed(call(['a']))).rejects.toMatchObject({ kind: 'upstream-fault' });
    await nowhere.close();
  });
});
