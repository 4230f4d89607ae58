import type { StopReason } from '../conversation/stop-reason.ts';
import type { Usage } from '../conversation/usage.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import type { AnswerFacts, Arrival } from '../ports/arrival.ts';
import type { EventEncoder, JsonObject, RequestHead, WatchedCourse } from '../ports/wire-codec.ts';
import type { RequestFlags } from '../rollout/request-flags.ts';
import type { Resolution } from '../routing/model-directory.ts';
import type { Routed } from '../routing/router.ts';
import { usualKeepWithinMs } from '../sessions/session-limits.ts';
import type { SessionTurn } from '../sessions/session-turn.ts';
import type { EndedAnswer } from '../sessions/turn-ending.ts';
import { createCallJournal } from './call-journal.ts';
import { costOfAttempts } from './cost-of-attempts.ts';
import type { Gateway } from './gateway.ts';
import { loggedMessage } from './logged-message.ts';
import { routingRecord } from './routing-record.ts';
import { releaseMs, withinTime } from './within-time.ts';

const replayedReason = 'the answer of its idempotency key was given again';
/** Logged prompts and answers are cut here. */
const maxLoggedBytes = 64 * 1024;

/** Follows one request and turns it into its event. */
export class RequestTrace {
  readonly journal = createCallJournal();
  resolution: Resolution | null = null;
  routed: Routed | null = null;
  usage: Usage | null = null;
  turn: SessionTurn | null = null;
  /** What the flags say of the request; `null` where there are none. */
  flags: RequestFlags | null = null;
  /** Writes the stream that has begun, or follows it as it passes through. */
  course: Pick<EventEncoder, 'fail'> | WatchedCourse | null = null;
  stopReason: StopReason | null = null;
  /** Milliseconds spent in the queue and on receiving the request: nobody's work. */
  waitedMs = 0;
  readonly #arrival: Arrival;
  readonly #gateway: Gateway;
  readonly #startedAt: number;
  readonly #time: number;
  #head: RequestHead | null = null;
  #firstByteMs: number | null = null;
  #overheadMs: number | null = null;
  #error: GatewayError | null = null;
  #status = 200;
  #hasBegun = false;
  #hasEnded = false;
  #isReplayed = false;
  #prompt: string | null = null;
  #answer: string | null = null;

  constructor(arrival: Arrival, gateway: Gateway) {
    this.#arrival = arrival;
    this.#gateway = gateway;
    this.#time = gateway.clock.now();
    this.#startedAt = gateway.clock.monotonic();
  }

  asked(head: RequestHead, body: Buffer): void {
    this.#head = head;
    if (this.#gateway.logContent) this.#prompt = body.toString('utf8', 0, maxLoggedBytes);
  }

  /** The answer is one that was given before. */
  replayed(): void {
    this.#isReplayed = true;
  }

  /** The last byte of the answer went out. */
  ended(): void {
    this.#hasEnded = true;
  }

  /** Whether the head of the answer has gone out. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** The first byte of the answer is about to go out. */
  begins(): AnswerFacts {
    this.#hasBegun = true;
    this.#firstByteMs = this.#gateway.clock.monotonic() - this.#startedAt;
    this.#overheadMs = Math.max(0, this.#firstByteMs - this.journal.upstreamMs - this.waitedMs);
    return this.#facts(this.journal.target, this.#overheadMs);
  }

  /** The head goes out although nobody has answered yet. */
  beginsWaiting(): AnswerFacts {
    this.#hasBegun = true;
    return this.#facts(null, null);
  }

  /** A piece of the answer went out. */
  sent(chunk: Buffer | string): void {
    if (!this.#gateway.logContent || (this.#answer?.length ?? 0) >= maxLoggedBytes) return;
    this.#answer = ((this.#answer ?? '') + chunk.toString()).slice(0, maxLoggedBytes);
  }

  /** Keeps the answer before its end is told. @returns whether it is kept for certain; if not, the operator is told. */
  async keep(turn: SessionTurn, answer: EndedAnswer, view: JsonObject | null): Promise<boolean> {
    const { clock, sessions, afterwards } = this.#gateway;
    const { keepWithinMs = usualKeepWithinMs } = sessions.store;
    const finished = turn.finish(answer, view, this.journal.target?.label ?? null, clock.now());
    let failure: unknown = null;
    const ended = finished.catch((error: unknown) => {
      failure = error;
    });
    const inTime = await withinTime(clock, keepWithinMs, ended, this.#pastDeadline());
    if (inTime && failure === null) return true;
    this.#sayNotKept(inTime ? messageOf(failure) : 'the store took too long');
    const isTrouble = failure instanceof GatewayError && failure.kind === 'busy';
    if (inTime && !isTrouble) {
      // Nobody else would give the session free.
      await this.#release(turn, false);
      return false;
    }
    // The client is told that it is not stored, and it may be, or may be yet.
    const forgotten = ended.then(() => turn.forget()).catch(() => undefined);
    afterwards?.(forgotten);
    return false;
  }

  /** Resolves when the answer has to be complete, with its end told in whatever way. */
  #pastDeadline(): Promise<void> {
    const { signal } = this.#arrival;
    return new Promise((resolve) => {
      const look = (): void => {
        if (signal.reason instanceof GatewayError && signal.reason.kind === 'deadline') resolve();
      };
      if (signal.aborted) look();
      else signal.addEventListener('abort', look, { once: true });
    });
  }

  /** Gives the session of a request that failed free again. */
  release(turn: SessionTurn, { kind }: GatewayError): Promise<void> {
    return this.#release(turn, kind === 'client-gone');
  }

  async #release(turn: SessionTurn, isCancelled: boolean): Promise<void> {
    const { clock, afterwards } = this.#gateway;
    const freed = turn.fail(isCancelled, clock.now()).catch((error: unknown) => this.#sayNotKept(messageOf(error)));
    afterwards?.(freed);
    await withinTime(clock, releaseMs, freed);
  }

  failed(error: GatewayError): void {
    const { codec, requestId, answer, signal } = this.#arrival;
    this.#error = error;
    if (error.kind === 'internal') this.#reportFault(error);
    // To an answer that is whole nothing can be added; the log is told.
    if (this.#hasEnded) return;
    if (error.kind === 'client-gone') {
      this.#status = 499;
    } else if (this.#hasBegun) {
      const told = this.course?.fail?.(error, requestId) ?? codec.encodeStreamError(error, requestId);
      answer.write(told, signal)?.catch(() => undefined);
      answer.end();
    } else {
      this.#status = answer.fail(error, this.#facts(this.journal.target, null));
    }
  }

  end(): void {
    const { requestId, method, path, clientRetries } = this.#arrival;
    const { clock, events } = this.#gateway;
    events.request({
      time: this.#time,
      requestId,
      method,
      path,
      status: this.#status,
      durationMs: clock.monotonic() - this.#startedAt,
      firstByteMs: this.#firstByteMs,
      overheadMs: this.#overheadMs,
      stream: this.#head?.stream ?? false,
      model: this.#head?.model ?? null,
      route: this.resolution?.route ?? null,
      target: this.journal.target?.label ?? null,
      attempts: this.journal.attempts,
      recoveries: this.journal.recoveries,
      reason: this.#isReplayed ? replayedReason : (this.routed?.plan.reason ?? this.resolution?.reason ?? null),
      routing: this.routed && routingRecord(this.routed),
      changes: this.#changes,
      stopReason: this.stopReason,
      usage: this.usage,
      costUsd: costOfAttempts(this.journal.attempts),
      clientRetries,
      ...(this.flags && { cohorts: this.flags.cohorts }),
      error: this.#error ? { kind: this.#error.kind, message: loggedMessage(this.#error) } : null,
      content: this.#gateway.logContent ? { prompt: this.#prompt, answer: this.#answer } : null,
    });
  }

  /** What the target that answers was not told, after what no target was. */
  get #changes(): readonly string[] {
    return [...(this.turn?.changesFor(this.journal.target?.facts ?? null) ?? []), ...this.journal.changes];
  }

  #facts(target: AnswerFacts['target'], overheadMs: number | null): AnswerFacts {
    const { resolution, routed } = this;
    const journal = { ...this.journal, changes: this.#changes };
    const costUsd = this.#head?.stream === false ? costOfAttempts(journal.attempts) : null;
    const session = this.turn?.sessionName ?? null;
    return { resolution, routed, journal, session, target, overheadMs, stopReason: this.stopReason, costUsd };
  }

  #sayNotKept(reason: string): void {
    const details = { requestId: this.#arrival.requestId, reason };
    this.#gateway.events.notice({ level: 'warning', message: 'an answer was not kept in its session', details });
  }

  #reportFault(error: GatewayError): void {
    const { cause } = error;
    const details = {
      requestId: this.#arrival.requestId,
      cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    };
    this.#gateway.events.notice({ level: 'error', message: 'a request failed inside the gateway', details });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
