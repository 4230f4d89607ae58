import type { BreakerSettings } from './breaker/breaker-settings.ts';

/** How a call to a target is bounded, repeated and recovered. All times in milliseconds. */
export interface ResilienceSettings {
  /** Repetitions at the same target for rate limits and overload; faults are repeated once if this is at least 1. */
  readonly retries: number;
  /** Bound on calls for one request, over all targets. */
  readonly maxAttempts: number;
  readonly timeouts: Timeouts;
  readonly breaker: BreakerSettings;
  /** What may follow when a stream breaks after content was sent: go on from there, start anew in alignment, or an error. */
  readonly recovery: 'continue' | 'restart' | 'error';
  /** With more characters sent than this, a stream is not started anew. */
  readonly restartMaxChars: number;
}

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
