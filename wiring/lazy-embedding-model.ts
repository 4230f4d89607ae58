import type { EmbeddingModel } from '../core/ports/embedding-model.ts';

/** As `lazyChatModel`, for vectors. */
export function lazyEmbeddingModel(protocol: string | null, create: () => Promise<EmbeddingModel>): EmbeddingModel {
  return { protocol, embed: async (call) => (await create()).embed(call) };
}
