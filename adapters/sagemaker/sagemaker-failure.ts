import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { ErrorKind } from '../../core/errors/error-kind.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { parseRetryAfter } from '../../core/errors/retry-after.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { exceptionKind } from '../../protocols/bedrock-converse/exception-kind.ts';
import type { ResponseHead } from '../aws-sdk/head-watcher.ts';
import { unconfigured } from '../aws-sdk/unconfigured.ts';
import { isRedirect, redirectError } from '../provider-http/redirect-error.ts';

const advice: Readonly<Record<string, string>> = {
  'upstream-auth': ' Check the AWS credentials this gateway runs with.',
  'upstream-permission': ' Check that this role may call sagemaker:InvokeEndpoint and its response stream.',
  'upstream-not-found': ' Check the name of the endpoint, its region, and that it is in service.',
};

const notThere = /not found|could not find|does not exist|no such|inference component name header is required/i;
const tooLarge = /(?:payload|request|body).{0,40}(?:too large|exceed)|greater than or equal to|length less than/i;

/**
 * Translates what the SDK throws into the one error of the gateway, once. Not yet redacted.
 * @param head the head of the answer, where one had arrived.
 * @param isInStream whether a stream had begun: its errors have no status.
 * @param now milliseconds since the epoch, to read dates in `retry-after`.
 */
export function sageMakerFailure(
  thrown: unknown,
  head: ResponseHead | null,
  isInStream: boolean,
  now: number,
): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  // By shape, not by class: the SDK's classes are loaded lazily and may exist twice.
  const error: JsonObject = isJsonObject(thrown) || thrown instanceof Error ? { ...thrown } : {};
  const name = text(error.name) ?? (thrown instanceof Error ? thrown.name : 'Error');
  const message = wordsOf(text(error.Message) ?? (thrown instanceof Error ? thrown.message : String(thrown)));
  const missing = unconfigured(name, message, head);
  if (missing !== null) return missing;
  if (head !== null && isRedirect(head.status)) {
    return redirectError(head.status, { status: head.status, type: null, code: null, requestId: head.requestId });
  }
  const status = head !== null && head.status >= 400 ? head.status : null;
  const code = text(error.ErrorCode);
  const kind = kindOf(name, code, status, message);
  if (kind !== null) {
    const said = message.trim() || `SageMaker failed without a message (${name}).`;
    return new GatewayError(kind, said + (advice[kind] ?? ''), {
      retryAfterMs: head === null || isInStream ? null : parseRetryAfter(head.header, now),
      upstream: { status, type: name, code, requestId: head?.requestId ?? null },
    });
  }
  if (head !== null) return new GatewayError('broken-answer', `SageMaker's answer broke off: ${message}`);
  return new GatewayError('unreachable', `SageMaker could not be reached: ${message}`);
}

/** `null` where it is no answer of the service at all. */
function kindOf(name: string, code: string | null, status: number | null, message: string): ErrorKind | null {
  switch (name) {
    case 'ModelStreamError':
      if (code === 'ModelInvocationTimeExceeded') return 'timeout';
      return code === 'StreamBroken' ? 'broken-answer' : 'upstream-fault';
    case 'InternalStreamFailure':
    case 'InternalDependencyException':
      return 'upstream-fault';
    case 'ValidationError':
    case 'ValidationException':
      if (notThere.test(message)) return 'upstream-not-found';
      return tooLarge.test(message) ? 'body-too-large' : 'invalid-request';
  }
  return exceptionKind(name, status, message);
}

/** Without the SDK's debugging hint. */
function wordsOf(message: string): string {
  const words = message.split('\n  Deserialization error:', 1)[0] ?? message;
  return words === 'UnknownError' ? '' : words;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
