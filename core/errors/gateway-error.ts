import type { ErrorKind } from './error-kind.ts';

/** What the provider itself said, already free of secrets. */
export interface UpstreamErrorDetails {
  /** HTTP status; `null` when the error came inside a stream or below HTTP. */
  readonly status: number | null;
  readonly type: string | null;
  readonly code: string | null;
  /** The provider's id of the request, to show its support. */
  readonly requestId: string | null;
}

export interface GatewayErrorOptions {
  /** The client's parameter at fault, by the client's name for it. */
  readonly param?: string | null;
  /** Machine-readable detail, where one exists (`model_not_found`, `context_length_exceeded`, …). */
  readonly code?: string | null;
  /** How long to wait before trying again, milliseconds. */
  readonly retryAfterMs?: number | null;
  readonly upstream?: UpstreamErrorDetails | null;
  readonly cause?: unknown;
}

/**
 * The one error that crosses layers. It carries what the decision function needs (`kind`, `retryAfterMs`)
 * and what the client is told. Adapters translate a provider's error into one exactly once.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly kind: ErrorKind;
  readonly param: string | null;
  readonly code: string | null;
  readonly retryAfterMs: number | null;
  readonly upstream: UpstreamErrorDetails | null;

  /** @param message what happened and what to do about it; shown to clients, so free of secrets. */
  constructor(kind: ErrorKind, message: string, options: GatewayErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.param = options.param ?? null;
    this.code = options.code ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.upstream = options.upstream ?? null;
  }
}

/** Shorthand for the commonest client error: a malformed field. */
export function invalidRequest(param: string | null, message: string, code: string | null = null): GatewayError {
  return new GatewayError('invalid-request', message, { param, code });
}
