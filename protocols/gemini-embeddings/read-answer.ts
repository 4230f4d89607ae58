import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { EmbeddedBatch } from '../../core/ports/embedding-model.ts';
import type { EmbeddingWire } from './embedding-wire.ts';

/** The vectors of one call, one for each text. @throws GatewayError `broken-answer` when it is something else. */
export function readAnswer(
  body: unknown,
  wire: EmbeddingWire,
  count: number,
): Omit<EmbeddedBatch, 'upstreamRequestId'> {
  const answer = wire.decodeBody(body);
  if (answer?.vectors.length === count) return answer;
  throw new GatewayError('broken-answer', 'The provider answered without a vector for each text.');
}
