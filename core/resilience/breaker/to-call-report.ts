import type { GatewayError } from '../../errors/gateway-error.ts';
import type { CallReport } from './call-report.ts';
import { countsForBreaker } from './counts-for-breaker.ts';

/** A first token later than this share of its time limit is a sign of trouble. */
const slowShare = 0.75;

export interface EndedCall {
  /** `null` = the answer was finished. */
  readonly error: GatewayError | null;
  /** When the first content came and the limit it had, milliseconds; `null` when none came or none was timed. */
  readonly firstToken: { readonly afterMs: number; readonly limitMs: number } | null;
}

/** What a breaker is told of a call, before it is said whether the call was a probe. */
export function toCallReport({ error, firstToken }: EndedCall): CallReport {
  const count = error ? countsForBreaker[error.kind] : null;
  if (error && count === 'cool-down') return { outcome: 'rate-limited', retryAfterMs: error.retryAfterMs };
  if (count === 'failure') return { outcome: 'failure' };
  if (firstToken && firstToken.afterMs > firstToken.limitMs * slowShare) return { outcome: 'slow-first-token' };
  return { outcome: count === 'neutral' ? 'neutral' : 'success' };
}
