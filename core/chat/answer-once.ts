import { GatewayError } from '../errors/gateway-error.ts';
import type { AnswerRecording, Arrival } from '../ports/arrival.ts';
import type { StoredAnswer } from '../sessions/idempotency.ts';
import { checkIdempotencyKey } from '../sessions/idempotency-key.ts';
import { sessionLimits } from '../sessions/session-limits.ts';
import { sessionHeader } from '../sessions/session-of-request.ts';
import { anonymousScope, type Sessions } from '../sessions/sessions.ts';

export const idempotencyHeader = 'idempotency-key';
/** Beside the time of the whole call: what reading a request and writing its answer may take. */
const leaseMarginMs = 60_000;
const busyRetryMs = 1000;

/** A request that bears an idempotency key and is the one to answer it. Finish or release it; neither fails. */
export interface Claim {
  finish(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Asks to be the one who answers a request that bears an idempotency key.
 * @param header the key as the client sent it.
 * @param totalMs how long the answer may take.
 * @returns the claim, or the answer that was given before.
 * @throws GatewayError `conflict` when the key belongs to another request, or its answer is still being given.
 */
export async function claimRequest(
  header: string,
  arrival: Arrival,
  body: Buffer,
  { sessions, totalMs }: { readonly sessions: Sessions; readonly totalMs: number },
): Promise<Claim | StoredAnswer> {
  const key = checkIdempotencyKey(header);
  const { store } = sessions;
  const claimId = sessions.createId('claim');
  const fingerprint = sessions.fingerprint(arrival.path, arrival.header(sessionHeader) ?? '', body);
  const claimed = await store.claim(anonymousScope, { key, fingerprint, claimId, leaseMs: totalMs + leaseMarginMs });
  switch (claimed.result) {
    case 'conflict':
      throw new GatewayError(
        'conflict',
        'This idempotency key was used for another request. Take a new key for each request.',
        { param: idempotencyHeader, code: 'idempotency_key_reused' },
      );
    case 'running':
      throw new GatewayError('conflict', 'The request of this idempotency key is still being answered.', {
        param: idempotencyHeader,
        code: 'idempotency_key_in_use',
        retryAfterMs: busyRetryMs,
      });
    case 'finished':
      if (claimed.answer !== null) return claimed.answer;
      throw new GatewayError(
        'conflict',
        'The request of this idempotency key was answered, but the answer was too large to be kept.',
        { param: idempotencyHeader, code: 'idempotent_answer_not_kept' },
      );
    case 'new': {
      // The client has its answer by then; an unfinished claim ends with its lease.
      const ignore = (): void => undefined;
      const release = (): Promise<void> => store.releaseClaim(anonymousScope, key, claimId).catch(ignore);
      const recording: AnswerRecording = arrival.answer.record(sessionLimits.maxAnswerBytes);
      return {
        async finish() {
          const answer = recording.answer();
          if (answer === null) await release();
          else await store.finishClaim(anonymousScope, key, claimId, answer, sessionLimits.answerKeptMs).catch(ignore);
        },
        release,
      };
    }
  }
}
