import { GatewayError } from '../../core/errors/gateway-error.ts';
import { parseRetryAfter } from '../../core/errors/retry-after.ts';
import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';
import { exceptionError } from '../../protocols/bedrock-converse/exception-error.ts';
import { exceptionKind } from '../../protocols/bedrock-converse/exception-kind.ts';
import { asObject, asText } from '../../protocols/bedrock-converse/shape.ts';
import type { ResponseHead } from '../aws-sdk/head-watcher.ts';
import { unconfigured } from '../aws-sdk/unconfigured.ts';
import { isRedirect, redirectError } from '../provider-http/redirect-error.ts';

/**
 * Translates what the SDK throws into the one error of the gateway, once. Not yet redacted.
 * @param head the head of the answer, where one had arrived.
 * @param now milliseconds since the epoch, to read dates in `retry-after`.
 */
export function bedrockFailure(
  thrown: unknown,
  head: ResponseHead | null,
  now: number,
): GatewayError | UnsupportedOptions {
  if (thrown instanceof GatewayError || thrown instanceof UnsupportedOptions) return thrown;
  // By shape, not by class: the SDK's classes are loaded lazily and may exist twice.
  const error = asObject(thrown) ?? {};
  const name = asText(error.name) ?? 'Error';
  const message = wordsOf(asText(error.message) ?? String(thrown));
  const missing = unconfigured(name, message, head, 'AWS_BEARER_TOKEN_BEDROCK, or ');
  if (missing !== null) return missing;
  if (head !== null && isRedirect(head.status)) {
    return redirectError(head.status, { status: head.status, type: null, code: null, requestId: head.requestId });
  }
  const status = head !== null && head.status >= 400 ? head.status : null;
  const ofService = error.$fault === 'client' || error.$fault === 'server' || isExceptionName(name);
  if (ofService || status !== null) {
    return exceptionError({
      // An error page that is not JSON fails in the SDK's parser, whose words say nothing.
      name: ofService ? name : null,
      message: ofService ? message : '',
      status,
      requestId: head?.requestId ?? null,
      retryAfterMs: head === null ? null : parseRetryAfter(head.header, now),
    });
  }
  if (head !== null) return new GatewayError('broken-answer', `Amazon Bedrock's answer broke off: ${message}`);
  return new GatewayError('unreachable', `Amazon Bedrock could not be reached: ${message}`);
}

/** An exception that the API does not model for this place is a plain error with the exception's name. */
function isExceptionName(name: string): boolean {
  return exceptionKind(name.charAt(0).toUpperCase() + name.slice(1), null, '') !== null;
}

/** Without the SDK's debugging hint, and out of the JSON in which an unmodelled stream exception comes. */
function wordsOf(message: string): string {
  const words = message.split('\n  Deserialization error:', 1)[0] ?? message;
  if (words === 'UnknownError') return '';
  if (!words.startsWith('{')) return words;
  try {
    return asText(asObject(JSON.parse(words))?.message) ?? words;
  } catch {
    return words;
  }
}
