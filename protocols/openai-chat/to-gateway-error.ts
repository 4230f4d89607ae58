import type { ErrorKind } from '../../core/errors/error-kind.ts';
import { GatewayError, type UpstreamErrorDetails } from '../../core/errors/gateway-error.ts';
import type { ErrorFields } from './error-fields.ts';

const codes: { readonly [K in ErrorKind]?: string } = {
  'context-too-long': 'context_length_exceeded',
  'content-policy': 'content_policy_violation',
  'rate-limit': 'rate_limit_exceeded',
};

export interface ProviderErrorFacts {
  readonly fields: ErrorFields;
  /** What to say when the provider did not. */
  readonly silence: string;
  readonly retryAfterMs: number | null;
  readonly upstream: UpstreamErrorDetails;
}

/** A provider's error as the gateway's, once its kind is known. */
export function toGatewayError(kind: ErrorKind, facts: ProviderErrorFacts): GatewayError {
  const { fields, silence, retryAfterMs, upstream } = facts;
  return new GatewayError(kind, fields.message ?? silence, {
    param: fields.param,
    code: codes[kind] ?? fields.code,
    retryAfterMs,
    upstream,
  });
}
