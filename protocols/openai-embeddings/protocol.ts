/** The format's name, as `EmbeddingModel.protocol` carries it. */
export const protocol = 'openai-embeddings';
