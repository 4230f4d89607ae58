import { redact } from '../../core/access/redact.ts';
import type { Secret } from '../../core/access/secret.ts';
import { GatewayError, type UpstreamErrorDetails } from '../../core/errors/gateway-error.ts';
import { cleanRequestId } from './clean-request-id.ts';

/** Longer than any word a provider documents. */
const maxWordLength = 100;

/** The same error with every credential taken out of what the provider said, its words bounded; anything else as it is. */
export function redactError(error: unknown, secrets: readonly Secret[]): unknown {
  if (!(error instanceof GatewayError)) return error;
  const { kind, retryAfterMs } = error;
  const message = redact(error.message, secrets);
  const param = cleanWord(error.param, secrets);
  const code = cleanWord(error.code, secrets);
  const upstream = cleanDetails(error.upstream, secrets);
  const isClean =
    message === error.message && param === error.param && code === error.code && upstream === error.upstream;
  return isClean ? error : new GatewayError(kind, message, { param, code, retryAfterMs, upstream });
}

/** The very same object when it is clean. */
function cleanDetails(details: UpstreamErrorDetails | null, secrets: readonly Secret[]): UpstreamErrorDetails | null {
  if (details === null) return null;
  const type = cleanWord(details.type, secrets);
  const code = cleanWord(details.code, secrets);
  const requestId = cleanRequestId(details.requestId, secrets);
  const isClean = type === details.type && code === details.code && requestId === details.requestId;
  return isClean ? details : { status: details.status, type, code, requestId };
}

/** Cut last: half a credential is not recognised as one. */
function cleanWord(word: string | null, secrets: readonly Secret[]): string | null {
  return word === null ? null : redact(word, secrets).slice(0, maxWordLength);
}
