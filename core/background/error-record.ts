import { redact } from '../access/redact.ts';
import { errorDecisions } from '../errors/error-decisions.ts';
import type { ErrorKind } from '../errors/error-kind.ts';
import { GatewayError, type UpstreamErrorDetails } from '../errors/gateway-error.ts';

/** A `GatewayError` between two steps: what decides and what the client is told, nothing of its cause. */
export interface ErrorRecord {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly param?: string | null;
  readonly code?: string | null;
  readonly retryAfterMs?: number | null;
  readonly upstream?: UpstreamErrorDetails | null;
}

/** A provider may answer with a page of words; the state of a workflow is small. */
const longestMessage = 2000;
const longestName = 200;

export function toErrorRecord({ kind, message, param, code, retryAfterMs, upstream }: GatewayError): ErrorRecord {
  return {
    kind,
    message: clean(message, longestMessage) ?? '',
    param: clean(param, longestName),
    code: clean(code, longestName),
    retryAfterMs,
    upstream: upstream && {
      status: upstream.status,
      type: clean(upstream.type, longestName),
      code: clean(upstream.code, longestName),
      requestId: clean(upstream.requestId, longestName),
    },
  };
}

export function fromErrorRecord({ kind, message, ...options }: ErrorRecord): GatewayError {
  // Another version of the program may have written it.
  return new GatewayError(Object.hasOwn(errorDecisions, kind) ? kind : 'internal', message, options);
}

function clean(text: string | null, most: number): string | null {
  if (text === null) return null;
  const redacted = redact(text);
  return redacted.length <= most ? redacted : `${redacted.slice(0, most - 1).toWellFormed()}…`;
}
