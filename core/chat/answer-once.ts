import { GatewayError } from '../errors/gateway-error.ts';
import type { AnswerRecording, AnswerSink, Arrival } from '../ports/arrival.ts';
import type { Timer } from '../ports/clock.ts';
import type { StoredAnswer } from '../sessions/idempotency.ts';
import { checkIdempotencyKey } from '../sessions/idempotency-key.ts';
import { sessionLimits } from '../sessions/session-limits.ts';
import { sessionHeader } from '../sessions/session-of-request.ts';
import { anonymousScope } from '../sessions/sessions.ts';
import type { Gateway } from './gateway.ts';
import { inStoreTime } from './in-store-time.ts';
import { releaseMs, withinTime } from './within-time.ts';

export const idempotencyHeader = 'idempotency-key';
/** Who says nothing for so long is gone, and the request may be made again. */
const leaseMs = 10_000;
const beatMs = 2_500;
const busyRetryMs = 1000;

/** A request that bears an idempotency key and is the one to answer it. Finish or release it; neither fails. */
export interface Claim {
  finish(): Promise<void>;
  /** Waits for the store a moment and no longer: the client is told afterwards. */
  release(): Promise<void>;
}

/** A request that bears an idempotency key. */
export interface KeyedRequest extends Pick<Arrival, 'path' | 'header'> {
  readonly answer: Pick<AnswerSink, 'record'>;
}

/**
 * Asks to be the one who answers a request that bears an idempotency key.
 * @param header the key as the client sent it.
 * @returns the claim, held until it is finished or released, or the answer that was given before.
 * @throws GatewayError `conflict` when the key belongs to another request, or its answer is still being given; `busy`.
 */
export async function claimRequest(
  header: string,
  request: KeyedRequest,
  body: Buffer,
  { sessions, clock, afterwards }: Pick<Gateway, 'sessions' | 'clock' | 'afterwards'>,
): Promise<Claim | StoredAnswer> {
  const key = checkIdempotencyKey(header);
  const { store } = sessions;
  const claimId = sessions.createId('claim');
  const fingerprint = sessions.fingerprint(request.path, request.header(sessionHeader) ?? '', body);
  const claimed = await inStoreTime(clock, store.claim(anonymousScope, { key, fingerprint, claimId, leaseMs }));
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
      const recording: AnswerRecording = request.answer.record(sessionLimits.maxAnswerBytes);
      let timer: Timer | null = null;
      let isOver = false;
      const beat = async (): Promise<void> => {
        const isHeld = await store.holdClaim(anonymousScope, key, claimId, leaseMs).catch(() => true);
        if (isHeld && !isOver) timer = clock.schedule(beatMs, next);
      };
      const next = (): void => {
        const beating = beat();
        afterwards?.(beating);
      };
      timer = clock.schedule(beatMs, next);
      const end = (): void => {
        isOver = true;
        timer?.cancel();
      };
      const release = async (): Promise<void> => {
        end();
        const released = store.releaseClaim(anonymousScope, key, claimId).catch(ignore);
        afterwards?.(released);
        await withinTime(clock, releaseMs, released);
      };
      return {
        async finish() {
          end();
          const answer = recording.answer();
          if (answer === null) await release();
          else await store.finishClaim(anonymousScope, key, claimId, answer, sessionLimits.answerKeptMs).catch(ignore);
        },
        release,
      };
    }
  }
}
