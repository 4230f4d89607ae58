import type { AnswerLine } from '../../core/batches/line-by-line-runner.ts';
import { answerRequest } from '../../core/chat/answer-request.ts';
import type { Gateway } from '../../core/chat/gateway.ts';
import { BatchArrival } from './batches-arrival.ts';
import { createLineWays, type LineWay } from './batches-line-ways.ts';
import type { HttpServices } from './http-services.ts';

/** Answers lines of batches on the way that requests of clients take, without a connection. */
export function createAnswerLine(services: HttpServices): AnswerLine {
  const { gateway, newRequestId } = services;
  const wayOf = createLineWays(services);
  return (endpoint, { body }, signal) => {
    const way = wayOf(endpoint);
    const arrival = new BatchArrival({ requestId: newRequestId(), path: endpoint, codec: way.codec, body });
    return answerArrival(arrival, gateway, way, signal);
  };
}

/** @returns `null` when it did not come to an answer because `signal` aborted. */
export async function answerArrival(
  arrival: BatchArrival,
  gateway: Gateway,
  { work }: LineWay,
  signal: AbortSignal,
): ReturnType<AnswerLine> {
  const onAbort = (): void => arrival.abort(signal.reason);
  if (signal.aborted) return null;
  signal.addEventListener('abort', onAbort, { once: true });
  await answerRequest(arrival, gateway, work);
  signal.removeEventListener('abort', onAbort);
  return arrival.answered;
}
