import type { TriedLine } from '../../core/batches/line-by-line-runner.ts';
import type { ErrorKind } from '../../core/errors/error-kind.ts';
import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { AnswerRecording, AnswerSink, Arrival } from '../../core/ports/arrival.ts';
import type { ClientCodec, JsonObject } from '../../core/ports/wire-codec.ts';
import { errorStatus } from './error-status.ts';

/** What passes by itself: a client would try again, too. */
const passing: ReadonlySet<ErrorKind> = new Set(['rate-limit', 'overloaded', 'unreachable', 'busy']);
const usualRetryMs = 1000;

export interface BatchArrivalOptions {
  readonly requestId: string;
  /** The endpoint that the line asks for. */
  readonly path: string;
  readonly codec: ClientCodec;
  readonly body: JsonObject;
}

/** A line of a batch as the core sees it: a request like those of clients, whose answer is kept. */
export class BatchArrival implements Arrival, AnswerSink {
  readonly method = 'POST';
  readonly clientRetries = 0;
  readonly requestId: string;
  readonly path: string;
  readonly codec: ClientCodec;
  readonly #body: JsonObject;
  readonly #controller = new AbortController();
  /** `null` = none was given, as when it was aborted. */
  answered: TriedLine | null = null;

  constructor({ requestId, path, codec, body }: BatchArrivalOptions) {
    this.requestId = requestId;
    this.path = path;
    this.codec = codec;
    this.#body = body;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get answer(): AnswerSink {
    return this;
  }

  header(): string | null {
    return null;
  }

  abort(reason: GatewayError): void {
    this.#controller.abort(reason);
  }

  /** Who made the batch was asked then. */
  authorize(): void {}

  async readBody(): Promise<Buffer> {
    return Buffer.from(JSON.stringify(this.#body));
  }

  whole(body: Buffer | string): void {
    this.answered = { requestId: this.requestId, statusCode: 200, body: body.toString(), retryAfterMs: null };
  }

  fail(error: GatewayError): number {
    const statusCode = errorStatus[error.kind];
    const body = JSON.stringify(this.codec.encodeError(error, this.requestId));
    const retryAfterMs = passing.has(error.kind) ? (error.retryAfterMs ?? usualRetryMs) : null;
    if (error.kind !== 'shutting-down') this.answered = { requestId: this.requestId, statusCode, body, retryAfterMs };
    return statusCode;
  }

  begin(): void {
    throw new RangeError('a request of a batch is not streamed');
  }

  write(): undefined {
    throw new RangeError('a request of a batch is not streamed');
  }

  end(): void {}

  /** A line bears no idempotency key: nothing is kept or given again. */
  record(): AnswerRecording {
    return { answer: () => null };
  }

  replay(): void {}
}
