import type { GatewayError } from '../errors/gateway-error.ts';
import type { Target } from '../routing/target.ts';

/** What may be tried for one request, fixed before the first attempt. */
export interface Plan {
  /** In order of preference; never empty. Those from `mainCount` on are only tried as `fallbacks` say. */
  readonly targets: readonly Target[];
  readonly mainCount: number;
  /** Where to go when a target says why it cannot; indexes into `targets`, in order. */
  readonly fallbacks: {
    /** Empty = the main targets with a larger window. */
    readonly contextWindow: readonly number[];
    /** Empty = nowhere: what one model refuses on principle is not asked of the next. */
    readonly contentPolicy: readonly number[];
  };
  /** Every target's breaker is open: the first is tried once all the same. */
  readonly isLastResort: boolean;
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
  /** How it began: from nothing, or from what was sent. */
  readonly how: 'call' | 'continue' | 'restart';
  /** Monotonic milliseconds. */
  readonly endedAt: number;
  /** `null` = the answer was finished. */
  readonly error: GatewayError | null;
  /** False when nobody was called: the request could not be put into the target's format, or its breaker was open. */
  readonly called: boolean;
  /** What the client had of the answer by then, over all attempts; `null` = nothing. */
  readonly sent: SentExtent | null;
}

/** How much of an answer the client has. */
export interface SentExtent {
  /** Of visible text and tool input. */
  readonly characters: number;
  /** Of the text without white space at its end: what a model would be given to continue. */
  readonly tellingCharacters: number;
  /** Nothing but text and reasoning: it can be continued. A tool call's input, once begun, can only be brought again. */
  readonly isText: boolean;
  /** Whether all of it was kept, so that an attempt to go on can be checked against it. */
  readonly isKept: boolean;
}

/** What may be done with a target at this moment. */
export interface TargetCondition {
  /** Its breaker lets no call through. */
  readonly isOpen: boolean;
  /** The retry budget allows a repetition. */
  readonly mayRetry: boolean;
}

/** What happens next. */
export type Decision =
  /** From the beginning: nothing was sent. */
  | { readonly do: 'call'; readonly targetIndex: number }
  | { readonly do: 'wait'; readonly waitMs: number }
  /** The target is given what was sent and goes on from there. */
  | { readonly do: 'continue'; readonly targetIndex: number }
  /** The target answers anew, and what was sent is dropped from its answer where it is the same. */
  | { readonly do: 'restart'; readonly targetIndex: number }
  | { readonly do: 'finish' }
  | { readonly do: 'fail'; readonly error: GatewayError };
