import type { BatchEndpoint } from '../../core/batches/batch-limits.ts';
import type { AnswerLine } from '../../core/batches/line-by-line-runner.ts';
import { answerRequest } from '../../core/chat/answer-request.ts';
import { conversationWork } from '../../core/chat/conversation-work.ts';
import type { RequestWork } from '../../core/chat/request-work.ts';
import { embeddingWork } from '../../core/embeddings/embedding-work.ts';
import type { ClientCodec } from '../../core/ports/wire-codec.ts';
import { BatchArrival } from './batches-arrival.ts';
import type { HttpServices } from './http-services.ts';

/** Answers lines of batches on the way that requests of clients take, without a connection. */
export function createAnswerLine({ gateway, surfaces, openAiEmbeddings, newRequestId }: HttpServices): AnswerLine {
  const ways = new Map<string, { readonly codec: ClientCodec; readonly work: RequestWork }>();
  for (const { codec, paths } of surfaces) {
    for (const path of paths) ways.set(path, { codec, work: conversationWork(codec) });
  }
  const embeddings: BatchEndpoint = '/v1/embeddings';
  ways.set(embeddings, { codec: surfaces[0].codec, work: embeddingWork(openAiEmbeddings) });

  return async (endpoint, { body }, signal) => {
    const way = ways.get(endpoint);
    if (!way) throw new RangeError(`no batch asks for ${endpoint}`);
    const arrival = new BatchArrival({ requestId: newRequestId(), path: endpoint, codec: way.codec, body });
    const onAbort = (): void => arrival.abort(signal.reason);
    if (signal.aborted) return null;
    signal.addEventListener('abort', onAbort, { once: true });
    await answerRequest(arrival, gateway, way.work);
    signal.removeEventListener('abort', onAbort);
    return arrival.answered;
  };
}
