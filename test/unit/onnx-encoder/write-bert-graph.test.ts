import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { describeBert } from '../../../adapters/onnx-encoder/bert-graph.ts';
import { writeBertGraph } from '../../../adapters/onnx-encoder/write-bert-graph.ts';

const config = {
  ...{ model_type: 'bert', hidden_act: 'gelu', layer_norm_eps: 1e-12 },
  ...{ hidden_size: 4, num_attention_heads: 2, num_hidden_layers: 1 },
};

/** The names of a BERT encoder's weights, whatever their numbers. */
function weightNames(): string[] {
  const { nodes } = describeBert({ hiddenSize: 4, headCount: 2, layerCount: 1, layerNormEpsilon: 1e-12 }, []);
  return [...new Set(nodes.flatMap(({ inputs }) => inputs.filter((name) => name.includes('.'))))];
}

function safetensors(names: readonly string[]): Buffer {
  const entries = names.map((name, index) => [
    name,
    { dtype: 'F32', shape: [4], data_offsets: [index * 16, index * 16 + 16] },
  ]);
  const header = Buffer.from(JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(names.length * 16)]);
}

describe('The computation that goes with safetensors', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cato-graph-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const graph = (): string => join(folder, 'model.safetensors.onnx');

  test('names every weight and where it lies, and copies none', async () => {
    const names = weightNames();
    const weights = safetensors([...names, 'pooler.dense.weight']);
    await writeFile(join(folder, 'config.json'), JSON.stringify(config));
    await writeFile(join(folder, 'model.safetensors'), weights);
    await writeBertGraph(graph());
    const written = (await readFile(graph())).toString('latin1');
    expect(names).toHaveLength(5 + 16);
    for (const name of names) expect(written).toContain(name);
    expect(written).not.toContain('pooler');
    const dataAt = weights.length - (names.length + 1) * 16;
    for (const index of names.keys()) expect(written).toContain(String(dataAt + index * 16));
  });

  test('is not written for weights of another kind', async () => {
    await writeFile(join(folder, 'model.safetensors'), safetensors(weightNames().slice(1)));
    await writeFile(join(folder, 'config.json'), JSON.stringify({ ...config, model_type: 'gpt2' }));
    await expect(writeBertGraph(graph())).rejects.toThrow('config.json is of no BERT encoder');
    await writeFile(join(folder, 'config.json'), JSON.stringify(config));
    await expect(writeBertGraph(graph())).rejects.toThrow(/model\.safetensors has no \S+: it is no BERT encoder/);
  });
});
