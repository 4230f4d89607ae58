import { batchEmbedContents } from './batch-embed-contents.ts';
import { embedContent } from './embed-content.ts';
import type { EmbeddingWire } from './embedding-wire.ts';
import { predict, predictOne } from './predict.ts';

/** How a model of the Gemini API is asked for vectors. */
export function geminiWire(model: string): EmbeddingWire {
  return isSecond(model) ? { ...batchEmbedContents, takesTaskType: false } : batchEmbedContents;
}

/** How a model that Google publishes on Vertex AI is. */
export function vertexWire(model: string): EmbeddingWire {
  if (isSecond(model)) return embedContent;
  return /(?:^|\/)gemini-embedding/.test(model) ? predictOne : predict;
}

/** From the second generation on a text says itself what it is for. */
function isSecond(model: string): boolean {
  return /(?:^|\/)gemini-embedding-(?!001|exp)\d/.test(model);
}
