import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { ErrorKind } from '../../core/errors/error-kind.ts';
import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { encodeError } from '../openai-chat/encode-error.ts';
import { formatEvent } from '../server-sent-events/format-event.ts';
import { responseResource } from './response-resource.ts';

/** What the client's own request is to blame for has this code where nobody said it more exactly. */
const clientsOwn: ReadonlySet<ErrorKind> = new Set(['invalid-request', 'unsupported-parameter']);

/** An error as a failed response tells it. @param requestId `null` = it is told to no request in particular. */
export function failureOf(error: GatewayError, requestId: string | null): JsonObject {
  const body = encodeError(error, requestId ?? '').error;
  const { code, message } = isJsonObject(body) ? body : {};
  const usual = clientsOwn.has(error.kind) ? 'invalid_prompt' : 'server_error';
  return { code: code ?? usual, message: requestId === null ? error.message : message };
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
