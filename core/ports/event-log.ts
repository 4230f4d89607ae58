import type { Usage } from '../conversation/usage.ts';
import type { ErrorKind } from '../errors/error-kind.ts';
import type { BatchPricing } from '../metering/batch-prices.ts';
import type { Affinity, ChosenBy, Exclusion } from '../routing/plan/route-plan.ts';
import type { TierDecision } from '../routing/tier/tier-decision.ts';
import type { FailedCredential } from './chat-model.ts';

/** Takes one structured event per request, and notices of the process. Never throws, never blocks. */
export interface EventLog {
  request(event: RequestEvent): void;
  notice(event: NoticeEvent): void;
}

/** What an operator is told of one request. Holds no secret, and no prompt or answer unless configured. */
export interface RequestEvent {
  readonly time: number;
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  /** HTTP status; 499 for a client that left. */
  readonly status: number;
  readonly durationMs: number;
  /** From arrival to the first content byte sent; `null` when none was. */
  readonly firstByteMs: number | null;
  /** The part of the time to the first byte that was the gateway's own. */
  readonly overheadMs: number | null;
  readonly stream: boolean;
  /** The model as asked for. */
  readonly model: string | null;
  readonly route: string | null;
  /** `provider/model` that answered, or was tried last. */
  readonly target: string | null;
  readonly attempts: readonly AttemptRecord[];
  /** Every recovery that was begun; the last attempt's outcome says how it ended. */
  readonly recoveries: readonly RecoveryRecord[];
  readonly reason: string | null;
  /** How its targets were chosen; `null` when it was not routed. */
  readonly routing: RoutingRecord | null;
  /** What the answering target's request lost or changed against what was asked. */
  readonly changes: readonly string[];
  readonly stopReason: string | null;
  readonly usage: Usage | null;
  /**
   * US dollars of all attempts whose usage and price are known, together: one that broke off without a usage is not in
   * the sum. `null` = none is known, or one that finished is not.
   */
  readonly costUsd: number | null;
  /** How often the client's SDK says it has retried. */
  readonly clientRetries: number;
  /** By flag, whether the caller was in the new cohort; absent where there are no flags. */
  readonly cohorts?: Readonly<Record<string, boolean>>;
  readonly error: { readonly kind: ErrorKind; readonly message: string } | null;
  /** Prompt and answer as they travelled, cut at 64 KiB; `null` unless the operator has switched it on. */
  readonly content: { readonly prompt: string | null; readonly answer: string | null } | null;
}

export interface AttemptRecord {
  readonly target: string;
  readonly durationMs: number;
  readonly outcome: 'finished' | ErrorKind;
  /** Which of several credentials of the provider it took; absent where there is one, or none was accepted. */
  readonly credential?: string;
  /** Those of several that it was tried with in vain before, in order; absent = none. The last one's outcome is its own where none was accepted. */
  readonly failedCredentials?: readonly FailedCredential[];
  readonly upstreamRequestId: string | null;
  /** `null` when the provider reported none, as of an attempt that broke off. */
  readonly usage: Usage | null;
  /** US dollars; `null` = the usage or its price is unknown. */
  readonly costUsd: number | null;
  /** The prices that the cost is made of, where they are those of a provider's batches; absent = of single requests. */
  readonly batchPrices?: BatchPricing;
  /** What the provider said went wrong, redacted; `null` when nothing did. */
  readonly message: string | null;
}

/** Why a request went where it went. */
export interface RoutingRecord {
  readonly chosenBy: ChosenBy;
  /** Number of the rule that matched, from 1; `null` = none. */
  readonly rule: number | null;
  /** `null` when no tier was needed. Its signals are in no log line; the request's explanation has them. */
  readonly tier: TierDecision | null;
  readonly affinity: Affinity;
  /** Nobody could be called, so the least bad was. */
  readonly lastResort: boolean;
  /** In order of preference. */
  readonly candidates: readonly CandidateRecord[];
  readonly excluded: readonly ExclusionRecord[];
  /** Targets that are asked only when a provider says why it cannot answer. */
  readonly fallbacks: { readonly contextWindow: readonly string[]; readonly contentPolicy: readonly string[] };
}

/** A target that could be asked; numbers are `null` where the choice did not need them. */
export interface CandidateRecord {
  readonly target: string;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** Expected, US dollars; `null` also for an unknown price. */
  readonly costUsd: number | null;
  /** Why it comes after the others; `null` = it does not. */
  readonly lowered: string | null;
}

/** A target that could not be asked. */
export interface ExclusionRecord {
  readonly target: string;
  readonly by: Exclusion['by'];
  /** A clause that follows the target's name. */
  readonly reason: string;
}

/** A stream that broke after content was sent, and went on. */
export interface RecoveryRecord {
  /** The text so far was given to the target to go on from, or the target answered anew and the same beginning was dropped. */
  readonly how: 'continue' | 'restart';
  /** The target that broke off. */
  readonly from: string;
  readonly to: string;
  /** Characters sent before the break. */
  readonly characters: number;
  /** Index of the attempt, among the request's, that went on; its outcome says how that ended. */
  readonly attempt: number;
}

export interface NoticeEvent {
  readonly level: 'info' | 'warning' | 'error';
  readonly message: string;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}
