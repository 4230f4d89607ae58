import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { parseRetryAfter } from '../../core/errors/retry-after.ts';
import type { JsonObject, ProviderFailure } from '../../core/ports/wire-codec.ts';
import { silence } from '../http-errors/silence.ts';
import { errorKind } from './error-kinds.ts';

interface ErrorHead {
  readonly status: number | null;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
}

/** Longer than any wait a caller would honour. */
const longestWaitMs = 24 * 60 * 60 * 1000;

/** An answer that is an error by its status, whether its body is readable or not. */
export function decodeError(failure: ProviderFailure): GatewayError {
  return toGatewayError(bodyOf(failure.body), {
    status: failure.status,
    requestId: failure.header('x-request-id'),
    retryAfterMs: parseRetryAfter(failure.header, failure.now),
  });
}

/** An error that came as an event of a stream, or as the body of a success. */
export function decodeErrorObject(body: JsonObject): GatewayError {
  return toGatewayError(body, { status: null, requestId: null, retryAfterMs: null });
}

function toGatewayError(body: JsonObject, head: ErrorHead): GatewayError {
  const error = isJsonObject(body.error) ? body.error : {};
  const details = Array.isArray(error.details) ? error.details.filter(isJsonObject) : [];
  const code = stringOrNull(error.status);
  const reason = stringOrNull(detail(details, 'ErrorInfo')?.reason);
  const message = stringOrNull(error.message);
  const kind = errorKind({ status: head.status, code, reason, message, isSpent: isSpent(details) });
  return new GatewayError(kind, message ?? silence(head.status), {
    code: kind === 'context-too-long' ? 'context_length_exceeded' : reason,
    retryAfterMs: retryDelayMs(details) ?? head.retryAfterMs,
    upstream: { status: head.status, type: code, code: reason, requestId: head.requestId },
  });
}

function detail(details: readonly JsonObject[], type: string): JsonObject | undefined {
  return details.find((one) => one['@type'] === `type.googleapis.com/google.rpc.${type}`);
}

/** `"34.07s"` → 34,070. */
function retryDelayMs(details: readonly JsonObject[]): number | null {
  const delay = detail(details, 'RetryInfo')?.retryDelay;
  const seconds = typeof delay === 'string' ? /^(\d+(?:\.\d+)?)s$/.exec(delay)?.[1] : undefined;
  if (seconds === undefined || Number(seconds) === 0) return null;
  return Math.min(Math.ceil(Number(seconds) * 1000), longestWaitMs);
}

/** A quota of nothing, or of a whole day: the delay told beside it is of no use. */
function isSpent(details: readonly JsonObject[]): boolean {
  const violations = detail(details, 'QuotaFailure')?.violations;
  if (!Array.isArray(violations)) return false;
  return violations
    .filter(isJsonObject)
    .some(({ quotaId, quotaValue }) => quotaValue === '0' || (typeof quotaId === 'string' && /PerDay/.test(quotaId)));
}

function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Streams that fail before they begin answer with a list of one error. */
function bodyOf(text: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(text);
    const body: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
    return isJsonObject(body) ? body : {};
  } catch {
    return {};
  }
}
