import type { CallJournal } from '../chat/call-journal.ts';
import type { StopReason } from '../conversation/stop-reason.ts';
import type { GatewayError } from '../errors/gateway-error.ts';
import type { Resolution } from '../routing/model-directory.ts';
import type { Routed } from '../routing/router.ts';
import type { Target } from '../routing/target.ts';
import type { StoredAnswer } from '../sessions/idempotency.ts';
import type { ClientCodec } from './wire-codec.ts';

/** A request as it reaches the core: who carries it (Node, Lambda) is not its business. */
export interface Arrival {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly codec: ClientCodec;
  /** A header of the request, by its name in lower case; `null` when it is not there. */
  header(name: string): string | null;
  /** How often the client's SDK says it has retried. */
  readonly clientRetries: number;
  /** Aborts with a `client-gone` error when the client leaves, or with what `abort` was given. */
  readonly signal: AbortSignal;
  /** Ends all work on this request; the answer may still say why. */
  abort(reason: GatewayError): void;
  /**
   * Who calls, and whether the request as such is allowed.
   * @throws GatewayError `unauthorized`, `forbidden` or `invalid-request`.
   */
  authorize(): void;
  /** @throws GatewayError `body-too-large`, `request-timeout`, or the signal's reason. */
  readBody(): Promise<Buffer>;
  readonly answer: AnswerSink;
}

/** Where the answer goes. Either `whole` or `begin`, `write`…, `end`; or `fail` before any of them. */
export interface AnswerSink {
  whole(body: Buffer | string, facts: AnswerFacts): void;
  /** Sends the head of a streamed answer. */
  begin(facts: AnswerFacts): void;
  /**
   * @returns a promise when the client reads slower than we write; wait for it before the next write.
   * It rejects with the signal's reason when `signal` aborts.
   */
  write(chunk: Buffer | string, signal: AbortSignal): Promise<void> | undefined;
  end(): void;
  /** From now on what goes out is kept as well, up to so many bytes of body. */
  record(maxBytes: number): AnswerRecording;
  /** Gives an answer again that was given before; nothing was sent before. */
  replay(stored: StoredAnswer): void;
  /** Answers with an error; nothing was sent before. Returns the HTTP status it was given. */
  fail(error: GatewayError, facts: AnswerFacts): number;
}

export interface AnswerRecording {
  /** What went out so far; `null` when it was too large to be kept. */
  answer(): StoredAnswer | null;
}

/** What callers are told about how they were served. */
export interface AnswerFacts {
  readonly resolution: Resolution | null;
  readonly routed: Routed | null;
  readonly journal: CallJournal;
  /** The session that keeps the answer; `null` when none with a name does. */
  readonly session: string | null;
  /** Who answers, or was tried last; `null` while that is open. */
  readonly target: Target | null;
  /** The gateway's own share of the time so far, milliseconds; `null` when there is none to tell. */
  readonly overheadMs: number | null;
  /** Why the answer ended, where it has; `null` at the beginning of a stream. */
  readonly stopReason: StopReason | null;
  /** US dollars of all attempts; `null` when unknown, as at the beginning of a stream. */
  readonly costUsd: number | null;
}
