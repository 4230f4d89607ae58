import type { ProbeClaim } from './breaker-state.ts';

/** How one call of a target ended, as far as its breaker is concerned. Each call is reported once. */
export interface CallReport {
  /**
   * `slow-first-token` counts as a failure although the answer came; `neutral` says nothing of the target
   * (the request's own fault, the client gone); `rate-limited` is a pause when the provider named a wait, else a failure.
   */
  readonly outcome: 'success' | 'failure' | 'slow-first-token' | 'rate-limited' | 'neutral';
  /** How long the provider asked to be left alone, milliseconds; read of `rate-limited` only. */
  readonly retryAfterMs?: number | null;
  /** What `claimProbe` gave when this call was the probe. */
  readonly probe?: ProbeClaim | null;
  /** Whether the call was made in spite of an open breaker, all being open. Its success closes the breaker. */
  readonly lastResort?: boolean;
}
