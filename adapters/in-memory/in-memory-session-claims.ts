import type { ClaimResult, IdempotencyClaim, StoredAnswer } from '../../core/sessions/idempotency.ts';
import { sessionLimits } from '../../core/sessions/session-limits.ts';
import { BoundedRecords, type RecordBounds } from './bounded-records.ts';

interface KeptClaim {
  readonly fingerprint: string;
  readonly claimId: string;
  readonly isFinished: boolean;
  readonly lapsesAt: number;
  readonly answer: StoredAnswer | null;
}

/** The idempotency keys of this process. */
export class InMemorySessionClaims {
  readonly #claims: BoundedRecords<KeptClaim>;

  constructor(bounds: RecordBounds) {
    this.#claims = new BoundedRecords(bounds);
  }

  claim(scope: string, { key, fingerprint, claimId, leaseMs }: IdempotencyClaim, now: number): ClaimResult {
    const kept = this.#claims.get(scope, key);
    if (kept && kept.lapsesAt > now) {
      if (kept.fingerprint !== fingerprint) return { result: 'conflict' };
      return kept.isFinished ? { result: 'finished', answer: copyOf(kept.answer) } : { result: 'running' };
    }
    this.#claims.delete(scope, key);
    const fresh = { fingerprint, claimId, isFinished: false, lapsesAt: now + leaseMs, answer: null };
    this.#claims.put(scope, key, fresh, 0);
    return { result: 'new' };
  }

  hold(scope: string, key: string, claimId: string, lapsesAt: number, now: number): boolean {
    const kept = this.#held(scope, key, claimId);
    if (!kept || kept.lapsesAt <= now) return false;
    this.#claims.put(scope, key, { ...kept, lapsesAt }, 0);
    return true;
  }

  finish(scope: string, key: string, claimId: string, answer: StoredAnswer, lapsesAt: number): boolean {
    const kept = this.#held(scope, key, claimId);
    if (!kept) return false;
    const bytes = answer.body.byteLength;
    const storable = bytes <= sessionLimits.maxAnswerBytes ? copyOf(answer) : null;
    this.#claims.put(scope, key, { ...kept, isFinished: true, lapsesAt, answer: storable }, storable ? bytes : 0);
    return true;
  }

  release(scope: string, key: string, claimId: string): void {
    if (this.#held(scope, key, claimId)) this.#claims.delete(scope, key);
  }

  sweep(limit: number, now: number): number {
    return this.#claims.sweep(limit, ({ lapsesAt }) => lapsesAt <= now);
  }

  #held(scope: string, key: string, claimId: string): KeptClaim | null {
    const kept = this.#claims.get(scope, key);
    return kept && kept.claimId === claimId && !kept.isFinished ? kept : null;
  }
}

/** Nobody who has one can change another's. */
function copyOf(answer: StoredAnswer | null): StoredAnswer | null {
  return answer && { status: answer.status, headers: [...answer.headers], body: Uint8Array.from(answer.body) };
}
