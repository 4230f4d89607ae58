import { cohereEmbeddingV3, cohereEmbeddingV4 } from './cohere-embedding.ts';
import type { EmbeddingFamily } from './embedding-family.ts';
import { titanEmbeddingV1, titanEmbeddingV2 } from './titan-embedding.ts';

const families: readonly { readonly pattern: RegExp; readonly family: EmbeddingFamily }[] = [
  { pattern: /(?:^|[./])amazon\.titan-embed-text-v2/, family: titanEmbeddingV2 },
  { pattern: /(?:^|[./])amazon\.titan-embed-(?:text-v1|g1-text)/, family: titanEmbeddingV1 },
  { pattern: /(?:^|[./])cohere\.embed-(?:english|multilingual)-v3/, family: cohereEmbeddingV3 },
  { pattern: /(?:^|[./])cohere\.embed-v4/, family: cohereEmbeddingV4 },
];

/** @param model id, inference profile or ARN. @returns `null` for a model that is of none of them. */
export function findEmbeddingFamily(model: string): EmbeddingFamily | null {
  return families.find(({ pattern }) => pattern.test(model))?.family ?? null;
}
