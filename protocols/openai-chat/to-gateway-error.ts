import type { ErrorKind } from '../../core/errors/error-kind.ts';
import { GatewayError, type UpstreamErrorDetails } from '../../core/errors/gateway-error.ts';
import type { ErrorFields } from './error-fields.ts';

/** The kinds that are about the gateway's own account: the provider's words alone would mislead the client. */
const introductions: { readonly [K in ErrorKind]?: string } = {
  'upstream-auth': "The provider refused the gateway's own credentials",
  'upstream-billing': "The provider refused the gateway's own account",
  'upstream-permission': "The provider does not allow this to the gateway's own credentials",
  'upstream-not-found': 'The provider does not know what was asked for',
};

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
  const introduction = introductions[kind];
  const said = fields.message ?? silence;
  const message = introduction === undefined ? said : `${introduction}: ${said}`;
  const isOwnAccount = introduction !== undefined;
  return new GatewayError(kind, message, {
    param: isOwnAccount ? null : fields.param,
    code: isOwnAccount ? null : (codes[kind] ?? fields.code),
    retryAfterMs,
    upstream,
  });
}
