import { GatewayError } from '../../core/errors/gateway-error.ts';
import { exceptionKind } from './exception-kind.ts';

/** An exception of Bedrock, however it arrived: as an HTTP answer, thrown by the SDK, or inside a stream. */
export interface ConverseException {
  /** `ThrottlingException`; a stream writes the first letter small. */
  readonly name: string | null;
  /** Bedrock's own words, free of secrets. */
  readonly message: string;
  /** HTTP status; `null` inside a stream. */
  readonly status: number | null;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
}

/** What to do, where Bedrock's own words do not say it. */
const advice: Readonly<Record<string, string>> = {
  'upstream-auth': ' Check the AWS credentials this gateway runs with.',
  'upstream-permission': ' Check that this account and role may use the model.',
};

/** Translates an exception once. One that says nothing of its kind is a fault of the provider. */
export function exceptionError(exception: ConverseException): GatewayError {
  const { status, requestId, retryAfterMs } = exception;
  const name = exception.name === null ? null : exception.name.charAt(0).toUpperCase() + exception.name.slice(1);
  const kind = exceptionKind(name, status, exception.message) ?? 'upstream-fault';
  const said = exception.message.trim() || `Amazon Bedrock failed without a message (${name ?? `status ${status}`}).`;
  return new GatewayError(kind, said + (advice[kind] ?? ''), {
    code: kind === 'context-too-long' ? 'context_length_exceeded' : null,
    retryAfterMs,
    upstream: { status, type: name, code: null, requestId },
  });
}
