import type { FailedCredential } from '../ports/chat-model.ts';
import type { AttemptRecord, RecoveryRecord } from '../ports/event-log.ts';
import type { Target } from '../routing/target.ts';

/** What has happened to one request so far; the driver writes it, headers and the request's event are made from it. */
export interface CallJournal {
  /** The target that answers, or was tried last; `null` before the first attempt. */
  target: Target | null;
  /** Attempts that are over. */
  readonly attempts: AttemptRecord[];
  /** Calls made to targets, the running one included. */
  calls: number;
  /** Broken streams that were gone on with. */
  readonly recoveries: RecoveryRecord[];
  /** What the answering target's request lost or changed against what was asked. */
  changes: readonly string[];
  /** Milliseconds spent waiting for providers (and between attempts) before the first content. */
  upstreamMs: number;
  /** The credentials that the running attempt was tried with in vain; its record takes them. */
  failedCredentials: FailedCredential[];
}

export function createCallJournal(): CallJournal {
  return { target: null, attempts: [], calls: 0, recoveries: [], changes: [], upstreamMs: 0, failedCredentials: [] };
}
