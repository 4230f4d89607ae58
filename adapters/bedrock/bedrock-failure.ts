import { redact } from '../../core/access/redact.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { parseRetryAfter } from '../../core/errors/retry-after.ts';
import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';
import { exceptionError } from '../../protocols/bedrock-converse/exception-error.ts';
import { exceptionKind } from '../../protocols/bedrock-converse/exception-kind.ts';
import { asObject, asText } from '../../protocols/bedrock-converse/shape.ts';

/**
 * Translates what the SDK throws into the one error of the gateway, once.
 * @param answered whether the head of an answer had arrived, so that what broke is the answer.
 * @param now milliseconds since the epoch, to read dates in `retry-after`.
 */
export function bedrockFailure(thrown: unknown, answered: boolean, now: number): GatewayError | UnsupportedOptions {
  if (thrown instanceof GatewayError || thrown instanceof UnsupportedOptions) return thrown;
  const failure = readFailure(thrown);
  if (/^(?:Credentials|Token)ProviderError$/.test(failure.name)) return withoutCredentials(failure.message);
  const errorStatus = failure.status !== null && failure.status >= 400 ? failure.status : null;
  const isException = failure.fromService || errorStatus !== null;
  if (isException || exceptionKind(capitalized(failure.name), null, failure.message) !== null) {
    return exceptionError({
      // The SDK's own parse error of an error page is no name of Bedrock's.
      name: failure.fromService || errorStatus === null ? failure.name : null,
      message: failure.fromService || errorStatus === null ? failure.message : '',
      status: errorStatus,
      requestId: failure.requestId,
      retryAfterMs: parseRetryAfter((name) => asText(failure.headers[name]), now),
    });
  }
  if (answered || failure.status !== null) {
    return new GatewayError('broken-answer', `Amazon Bedrock's answer broke off: ${failure.message}`);
  }
  return new GatewayError('unreachable', `Amazon Bedrock could not be reached: ${failure.message}`);
}

interface Failure {
  readonly name: string;
  readonly message: string;
  /** HTTP status of the answer; `null` when there was none, or the error came later than its head. */
  readonly status: number | null;
  readonly requestId: string | null;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Whether it is one of the service's exceptions. */
  readonly fromService: boolean;
}

/** By shape, not by class: the SDK's classes are loaded lazily and may exist twice. */
function readFailure(thrown: unknown): Failure {
  const error = asObject(thrown) ?? {};
  const response = asObject(error.$response);
  const metadata = asObject(error.$metadata);
  const status = response?.statusCode ?? metadata?.httpStatusCode;
  const message = asText(error.message) ?? String(thrown);
  return {
    name: asText(error.name) ?? 'Error',
    message: redact(wordsOf(message)),
    status: typeof status === 'number' ? status : null,
    requestId: asText(metadata?.requestId) ?? asText(asObject(response?.headers)?.['x-amzn-requestid']),
    headers: asObject(response?.headers) ?? {},
    fromService: error.$fault === 'client' || error.$fault === 'server',
  };
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

function withoutCredentials(message: string): GatewayError {
  return new GatewayError(
    'upstream-auth',
    `No usable AWS credentials: ${message} Set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and ` +
      'AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where a role is attached.',
  );
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
