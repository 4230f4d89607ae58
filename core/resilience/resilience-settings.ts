import type { BreakerSettings } from './breaker/breaker-settings.ts';

/** How a call to a target is bounded and repeated. All times in milliseconds. */
export interface ResilienceSettings {
  /** Repetitions at the same target for rate limits and overload; faults are repeated once if this is at least 1. */
  readonly retries: number;
  /** Bound on calls for one request, over all targets. */
  readonly maxAttempts: number;
  readonly timeouts: Timeouts;
  readonly breaker: BreakerSettings;
  readonly recovery: Recovery;
  /** How many characters that were already sent may be aligned again by a restart. */
  readonly restartMaxChars: number;
}

/**
 * What happens when a stream breaks after something was sent: `continue` lets the target go on where it can, else
 * restarts; `restart` only asks anew, and drops what was sent already; `error` ends with an error.
 */
export type Recovery = 'continue' | 'restart' | 'error';

/** What bounds a whole call, over all its targets. */
export interface CallLimits {
  readonly maxAttempts: number;
  readonly totalMs: number;
}

export interface Timeouts {
  /** Establishing a connection. */
  readonly connectMs: number;
  /** A streamed attempt: until the first content. */
  readonly firstTokenMs: number;
  /** A streamed attempt: between two pieces of content. */
  readonly idleMs: number;
  /** A whole attempt that is not streamed. */
  readonly answerMs: number;
  /** The whole call, all attempts and waits. */
  readonly totalMs: number;
}
