import { access, readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { asOnnxRuntime, asTokenizerLibrary } from './encoder-libraries.ts';
import type { EncoderQuestion, EncoderReply, EncoderStart } from './encoder-messages.ts';
import { meanVector } from './mean-vector.ts';
import { writeBertGraph } from './write-bert-graph.ts';

type Encode = (question: EncoderQuestion) => Promise<EncoderReply>;

const start: EncoderStart = workerData;
const loading = load(start);
// Told with the first question.
loading.catch(() => null);

// In order, so that the end comes after what was asked before it.
let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (question: EncoderQuestion | null) => {
  last = last.then(async () => {
    if (question === null) parentPort?.close();
    else parentPort?.postMessage(await reply(question));
  });
});

async function reply(question: EncoderQuestion): Promise<EncoderReply> {
  try {
    return await (await loading)(question);
  } catch (error) {
    return { type: 'failed', id: question.id, message: error instanceof Error ? error.message : String(error) };
  }
}

async function load({
  graphPath,
  isDerived,
  tokenizerPath,
  threads,
  contextWindow,
  ...urls
}: EncoderStart): Promise<Encode> {
  const { InferenceSession, Tensor } = asOnnxRuntime(await import(urls.onnxRuntimeUrl));
  const { Tokenizer } = asTokenizerLibrary(await import(urls.tokenizersUrl));
  const tokenizer = new Tokenizer(JSON.parse(await readFile(tokenizerPath, 'utf8')), {});
  if (isDerived) await access(graphPath).catch(() => writeBertGraph(graphPath));
  const session = await InferenceSession.create(graphPath, { intraOpNumThreads: threads, interOpNumThreads: 1 });
  const [output = ''] = session.outputNames;
  const statesOf = async (ids: readonly number[]): Promise<Float32Array> => {
    const tensor = (numbers: readonly number[]) =>
      new Tensor('int64', BigInt64Array.from(numbers, BigInt), [1, ids.length]);
    const feeds = {
      input_ids: tensor(ids),
      attention_mask: tensor(ids.map(() => 1)),
      token_type_ids: tensor(ids.map(() => 0)),
    };
    const wanted = Object.entries(feeds).filter(([name]) => session.inputNames.includes(name));
    const states = (await session.run(Object.fromEntries(wanted)))[output]?.data;
    if (states instanceof Float32Array) return states;
    throw new Error('the encoder answers with no numbers');
  };
  return async ({ id, texts }) => {
    const encoded = texts.map((text) => tokenizer.encode(text).ids);
    const index = encoded.findIndex((ids) => ids.length > contextWindow);
    if (index !== -1) return { type: 'too-long', id, index, tokens: encoded[index]?.length ?? 0 };
    const vectors: Float32Array[] = [];
    let tokens = 0;
    // One by one: in company, 8-bit weights give a text another vector than alone, and padding costs time.
    for (const ids of encoded) {
      vectors.push(meanVector(await statesOf(ids), ids.length));
      tokens += ids.length;
    }
    return { type: 'vectors', id, vectors, tokens };
  };
}
