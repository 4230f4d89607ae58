import { join } from 'node:path';
import { createLlamaCppChatModel, type LlamaCppChatModel } from '../../adapters/llama-cpp/llama-cpp-chat-model.ts';
import { createOnnxEmbeddingModel, type OnnxEmbeddingModel } from '../../adapters/onnx-encoder/onnx-embedding-model.ts';
import { findKnownWeights } from '../../config/known-weights.ts';
import type { WeightsUse } from '../../config/known-weights-row.ts';
import { resolveOptional } from './optional-package.ts';
import { WeightsError } from './weights-error.ts';
import { findInstalled, type InstalledWeights, weightsFolder } from './weights-folder.ts';

export interface OpenWeightsOptions {
  readonly dataFolder: string;
  /** As `cato model add` took it, or an alias of it. */
  readonly name: string;
  /** Folders from which the packages that run models are looked up. */
  readonly packageFolders: readonly string[];
  /** `null` = the default of the adapter. */
  readonly threads: number | null;
}

export interface OpenChatWeightsOptions extends OpenWeightsOptions {
  readonly contextWindow: number | null;
  readonly parallel: number | null;
}

/** A chat model over weights in the data folder; nothing is loaded yet. @throws WeightsError when they are not there. */
export async function openChatWeights(options: OpenChatWeightsOptions): Promise<LlamaCppChatModel> {
  const { packageFolders, contextWindow, parallel, threads } = options;
  const { folder, files } = await installed(options, 'chat');
  return createLlamaCppChatModel({
    modelPath: join(folder, files[0]?.name ?? ''),
    importLibrary: () => import(resolveOptional('node-llama-cpp', packageFolders)),
    contextWindow,
    parallel,
    threads,
  });
}

/** An encoder over weights in the data folder; nothing is loaded yet. @throws WeightsError when they are not there. */
export async function openEmbeddingWeights(options: OpenWeightsOptions): Promise<OnnxEmbeddingModel> {
  const { packageFolders, threads } = options;
  const { folder, format, name } = await installed(options, 'embedding');
  return createOnnxEmbeddingModel({
    folder,
    format: format === 'safetensors' ? format : 'onnx',
    resolveLibraries: () => ({
      onnxRuntimeUrl: resolveOptional('onnxruntime-node', packageFolders),
      tokenizersUrl: resolveOptional('@huggingface/tokenizers', packageFolders),
    }),
    contextWindow: findKnownWeights(name)?.contextWindow ?? null,
    threads,
  });
}

/** Finds what running weights needs, without running them. @throws WeightsError, GatewayError that says what is missing. */
export async function lookAtWeights(options: OpenWeightsOptions, use: WeightsUse): Promise<void> {
  await installed(options, use);
  const packages =
    use === 'chat' ? (['node-llama-cpp'] as const) : (['onnxruntime-node', '@huggingface/tokenizers'] as const);
  for (const name of packages) resolveOptional(name, options.packageFolders);
}

async function installed({ dataFolder, name }: OpenWeightsOptions, use: WeightsUse): Promise<InstalledWeights> {
  const own = findKnownWeights(name)?.name ?? name;
  const weights = await findInstalled(weightsFolder(dataFolder), own);
  if (weights === null) {
    throw new WeightsError(`The weights ${own} are not in the data folder: run \`npx cato model add ${own}\`.`);
  }
  if (weights.use === use) return weights;
  throw new WeightsError(`The weights ${own} are for ${weights.use}, not for ${use}.`);
}
