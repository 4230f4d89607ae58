import type { GatewayError } from '../../errors/gateway-error.ts';
import type { Target } from '../target.ts';
import type { Choose, RouteFallbacks } from './route-policy.ts';

/** Where one request goes and why, decided before the first attempt. */
export interface RoutePlan {
  /** In order of preference; empty exactly when there is an `error`. */
  readonly targets: readonly Target[];
  /** One for each of `targets`; empty when the request was not looked at. */
  readonly estimates: readonly TargetEstimate[];
  /** Only targets that may be called. */
  readonly fallbacks: RouteFallbacks;
  readonly excluded: readonly Exclusion[];
  /** Targets that are tried last, because they fit the request less well. */
  readonly lowered: readonly PassedOver[];
  /** Number of the rule that matched, from 1; `null` = none. */
  readonly rule: number | null;
  readonly chosenBy: ChosenBy;
  readonly affinity: Affinity;
  /** Under which the answering target is remembered; `null` = not at all. */
  readonly affinityKey: string | null;
  /** No target may be called; the least bad one is tried all the same. */
  readonly lastResort: boolean;
  /** One short line for `x-cato-reason`. */
  readonly reason: string;
  /** Nobody can be asked before this time is over, which a provider has named, milliseconds; `null` = that is not what is missing. */
  readonly waitMs: number | null;
  /** Why nobody can be asked. */
  readonly error: GatewayError | null;
}

export type ChosenBy =
  | Choose
  | 'only-target'
  | 'affinity'
  | 'principal-tier'
  | 'last-resort'
  | 'context-window-fallback';

/** `kept`: the remembered target comes first; `left`: it cannot or should not; `new`: none is remembered; `none`: not looked for. */
export type Affinity = 'kept' | 'left' | 'new' | 'none';

export interface TargetEstimate {
  /** By the model's family alone; what settled usage is compared with. */
  readonly familyInputTokens: number;
  /** Corrected by what was settled at this target. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars; `null` = the price is unknown. */
  readonly costUsd: number | null;
}

export interface PassedOver {
  readonly target: Target;
  /** A clause that follows the target's name: `takes no images`. */
  readonly reason: string;
}

export interface Exclusion extends PassedOver {
  readonly by: 'capability' | 'context-window' | 'rate' | 'breaker' | 'retired';
  /** For how long its provider has asked to be left alone, milliseconds; absent = it has not. */
  readonly waitMs?: number;
}
