import { answerRequest } from '../../core/chat/answer-request.ts';
import { embeddingWork } from '../../core/embeddings/embedding-work.ts';
import { HttpArrival } from './http-arrival.ts';
import type { HttpExchange } from './http-exchange.ts';
import type { HttpServices } from './http-services.ts';

/** `POST /v1/embeddings`. Errors are in OpenAI's shape, which is the same on all its paths. */
export function serveEmbeddings(services: HttpServices): (exchange: HttpExchange, path: string) => Promise<void> {
  const { gateway, guard, surfaces, openAiEmbeddings, maxBodyBytes, newRequestId } = services;
  const [surface] = surfaces;
  const work = embeddingWork(openAiEmbeddings);
  return async (exchange, path) => {
    const requestId = newRequestId();
    const arrival = new HttpArrival({ exchange, requestId, path, surface, guard, maxBodyBytes });
    await answerRequest(arrival, gateway, work);
  };
}
