import type { GatewayError } from '../errors/gateway-error.ts';
import type { Target } from '../routing/target.ts';

/** What may be tried for one request, fixed before the first attempt. */
export interface Plan {
  /** In order of preference; never empty. */
  readonly targets: readonly Target[];
  /** Bound on calls over all targets. */
  readonly maxAttempts: number;
  /** Monotonic milliseconds after which nothing more is begun. */
  readonly deadline: number;
  /** A random number in [0, 1), drawn once per request, that spreads retries of a crowd. */
  readonly jitter: number;
}

/** How one attempt ended. */
export interface Outcome {
  /** Index into the plan's targets. */
  readonly targetIndex: number;
  /** Monotonic milliseconds. */
  readonly endedAt: number;
  /** `null` = the answer was finished. */
  readonly error: GatewayError | null;
  /** False when the request could not be put into the target's format, so nobody was called. */
  readonly called: boolean;
  /** Whether any of the answer had gone to the client. */
  readonly sent: boolean;
}

/** What happens next. */
export type Decision =
  | { readonly do: 'call'; readonly targetIndex: number }
  | { readonly do: 'wait'; readonly waitMs: number }
  | { readonly do: 'finish' }
  | { readonly do: 'fail'; readonly error: GatewayError };
