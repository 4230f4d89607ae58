import type { BatchEndpoint } from '../../core/batches/batch-limits.ts';
import { conversationWork } from '../../core/chat/conversation-work.ts';
import type { RequestWork } from '../../core/chat/request-work.ts';
import { embeddingWork } from '../../core/embeddings/embedding-work.ts';
import type { ClientCodec } from '../../core/ports/wire-codec.ts';
import type { HttpServices } from './http-services.ts';

/** How requests to a path are read and answered. */
export interface LineWay {
  readonly codec: ClientCodec;
  readonly work: RequestWork;
}

/** The ways of what batches ask for, by their endpoints. */
export function createLineWays({
  surfaces,
  openAiEmbeddings,
}: Pick<HttpServices, 'surfaces' | 'openAiEmbeddings'>): (endpoint: string) => LineWay {
  const ways = new Map<string, LineWay>();
  for (const { codec, paths } of surfaces) {
    for (const path of paths) ways.set(path, { codec, work: conversationWork(codec) });
  }
  const embeddings: BatchEndpoint = '/v1/embeddings';
  ways.set(embeddings, { codec: surfaces[0].codec, work: embeddingWork(openAiEmbeddings) });
  return (endpoint) => {
    const way = ways.get(endpoint);
    if (!way) throw new RangeError(`no batch asks for ${endpoint}`);
    return way;
  };
}
