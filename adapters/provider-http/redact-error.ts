import { redact } from '../../core/access/redact.ts';
import type { Secret } from '../../core/access/secret.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';

/** The same error with every credential taken out of what the provider said; anything else as it is. */
export function redactError(error: unknown, secrets: readonly Secret[]): unknown {
  if (!(error instanceof GatewayError)) return error;
  const message = redact(error.message, secrets);
  if (message === error.message) return error;
  const { kind, param, code, retryAfterMs, upstream } = error;
  return new GatewayError(kind, message, { param, code, retryAfterMs, upstream });
}
