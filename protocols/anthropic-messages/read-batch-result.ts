import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { HandedResult } from '../../core/ports/provider-batches.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** The status that a request on its own would have been refused with, by the error's type. */
const statuses: ReadonlyMap<unknown, number> = new Map([
  ['invalid_request_error', 400],
  ['authentication_error', 401],
  ['billing_error', 402],
  ['permission_error', 403],
  ['not_found_error', 404],
  ['request_too_large', 413],
  ['rate_limit_error', 429],
  ['timeout_error', 504],
  ['overloaded_error', 529],
]);

/** A line of a message batch's results. @returns `null` when it makes no sense. */
export function readBatchResult({ custom_id: key, result }: JsonObject): HandedResult | null {
  if (typeof key !== 'string' || !isJsonObject(result)) return null;
  const { type, message, error } = result;
  switch (type) {
    case 'succeeded':
      if (!isJsonObject(message)) return null;
      return { key, answer: { status: 200, requestId: null, body: JSON.stringify(message) } };
    case 'errored': {
      if (!isJsonObject(error)) return null;
      // The error as an answer would have said it: the type stands one level below.
      const { error: said, request_id: requestId } = error;
      const status = statuses.get(isJsonObject(said) ? said.type : null) ?? 500;
      return {
        key,
        answer: { status, requestId: typeof requestId === 'string' ? requestId : null, body: JSON.stringify(error) },
      };
    }
    default:
      // Canceled or expired.
      return { key, answer: null };
  }
}
