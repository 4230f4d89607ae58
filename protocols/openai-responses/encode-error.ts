import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { encodeError } from '../openai-chat/encode-error.ts';
import { formatEvent } from '../server-sent-events/format-event.ts';
import { responseResource } from './response-resource.ts';

/** An error as a failed response tells it. */
export function failureOf(error: GatewayError, requestId: string): JsonObject {
  const body = encodeError(error, requestId).error;
  const { code, message } = isJsonObject(body) ? body : {};
  return { code: code ?? 'server_error', message };
}

/** Above every number a stream can have reached: whoever writes this event does not know the last one. */
const afterAll = 2 ** 31 - 1;

/**
 * The event that ends a failed stream whose course nobody here has followed. An encoder's or a watcher's own `fail`
 * is better: it knows the stream's numbers and what the response had come to.
 */
export function encodeStreamError(error: GatewayError, requestId: string): string {
  const response = responseResource(
    { status: 'failed', upstreamId: null, model: '', output: [], usage: null, error: failureOf(error, requestId) },
    { requestId, createdAt: 0, model: '', includeUsage: true },
  );
  const type = 'response.failed';
  return formatEvent(JSON.stringify({ type, sequence_number: afterAll, response }), type);
}
