import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { RequestEvent } from '../../core/ports/event-log.ts';
import { errorStatus } from './error-status.ts';

/** Asked every few seconds by load balancers and scrapers: logged only when they fail. */
const quietPaths = new Set(['/health', '/health/ready', '/metrics']);

export interface ServedView {
  readonly method: string;
  /** The pattern of the path that was matched, never what the caller wrote: it labels metrics. */
  readonly path: string;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly durationMs: number;
  /** What was thrown; `null` when nothing was. */
  readonly failure: unknown;
}

/** The event of a request that no model answers; `null` when it is not worth one. */
export function viewEvent({ method, path, requestId, time, durationMs, failure }: ServedView): RequestEvent | null {
  if (failure === null && quietPaths.has(path)) return null;
  const error = failure instanceof GatewayError ? failure : null;
  const kind = error?.kind ?? 'internal';
  return {
    time,
    requestId,
    method,
    path,
    status: failure === null ? 200 : errorStatus[kind],
    durationMs,
    firstByteMs: null,
    overheadMs: null,
    stream: false,
    model: null,
    route: null,
    target: null,
    attempts: [],
    recoveries: [],
    reason: null,
    routing: null,
    changes: [],
    stopReason: null,
    usage: null,
    costUsd: null,
    clientRetries: 0,
    error: failure === null ? null : { kind, message: error?.message ?? 'the gateway itself failed' },
    content: null,
  };
}
