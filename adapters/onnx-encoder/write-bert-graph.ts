import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { type BertShape, describeBert } from './bert-graph.ts';
import { type ExternalTensor, writeOnnx } from './onnx-writer.ts';

const weightsName = 'model.safetensors';
/** The header lists the tensors; even large models' take less. */
const maxHeaderBytes = 16 * 1024 * 1024;

/**
 * Writes the computation that goes with weights in the safetensors format beside them; the weights are not copied.
 * @throws Error when the folder holds no BERT encoder in 32-bit floats.
 */
export async function writeBertGraph(graphPath: string): Promise<void> {
  const folder = dirname(graphPath);
  const shape = readShape(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')));
  const tensors = await readTensors(join(folder, weightsName));
  const graph = describeBert(shape, tensors);
  const named = new Set([...tensors, ...graph.constants].map(({ name }) => name));
  for (const { inputs } of graph.nodes) {
    const missing = inputs.find((name) => name.includes('.') && !named.has(name));
    if (missing !== undefined) throw new Error(`${weightsName} has no ${missing}: it is no BERT encoder`);
  }
  const part = `${graphPath}.${process.pid}.part`;
  await writeFile(part, writeOnnx(graph));
  await rename(part, graphPath);
}

function readShape(config: unknown): BertShape {
  const read = (name: string): number => {
    const value = isJsonObject(config) ? config[name] : undefined;
    if (typeof value !== 'number') throw new Error(`config.json says no ${name}`);
    return value;
  };
  if (!isJsonObject(config) || config.model_type !== 'bert' || config.hidden_act !== 'gelu') {
    throw new Error('config.json is of no BERT encoder');
  }
  return {
    hiddenSize: read('hidden_size'),
    headCount: read('num_attention_heads'),
    layerCount: read('num_hidden_layers'),
    layerNormEpsilon: read('layer_norm_eps'),
  };
}

async function readTensors(path: string): Promise<ExternalTensor[]> {
  const file = await open(path, 'r');
  try {
    const { buffer: size } = await file.read(Buffer.alloc(8), 0, 8, 0);
    const headerBytes = Number(size.readBigUInt64LE());
    if (headerBytes > maxHeaderBytes) throw new Error(`${weightsName} is broken`);
    const { buffer } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 8);
    const header: unknown = JSON.parse(buffer.toString('utf8'));
    return Object.entries(isJsonObject(header) ? header : {}).flatMap(([name, tensor]) => {
      if (!isJsonObject(tensor) || tensor.dtype !== 'F32') return [];
      const { shape, data_offsets: range } = tensor;
      if (!isNumbers(shape) || !isNumbers(range)) return [];
      const [begin = 0, end = 0] = range;
      return [{ name, dims: shape, file: weightsName, offset: 8 + headerBytes + begin, length: end - begin }];
    });
  } finally {
    await file.close();
  }
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'number');
}
