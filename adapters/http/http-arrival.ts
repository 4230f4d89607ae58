import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { AnswerFacts, AnswerRecording, AnswerSink, Arrival } from '../../core/ports/arrival.ts';
import type { ClientCodec } from '../../core/ports/wire-codec.ts';
import type { StoredAnswer } from '../../core/sessions/idempotency.ts';
import type { AccessGuard } from './access-guard.ts';
import { answerHeaders } from './answer-headers.ts';
import type { ClientSurface } from './client-surface.ts';
import { errorHeaders } from './error-headers.ts';
import { errorStatus } from './error-status.ts';
import type { HttpExchange } from './http-exchange.ts';
import { Recorder } from './recorder.ts';

export interface HttpArrivalOptions {
  readonly exchange: HttpExchange;
  readonly requestId: string;
  /** The path it was matched by, for the log and metrics. */
  readonly path: string;
  readonly surface: ClientSurface;
  readonly guard: AccessGuard;
  readonly maxBodyBytes: number;
}

/** An HTTP exchange as the core sees it. */
export class HttpArrival implements Arrival, AnswerSink {
  readonly requestId: string;
  readonly path: string;
  readonly #surface: ClientSurface;
  readonly #exchange: HttpExchange;
  readonly #guard: AccessGuard;
  readonly #maxBodyBytes: number;
  #recorder: Recorder | null = null;

  constructor({ exchange, requestId, path, surface, guard, maxBodyBytes }: HttpArrivalOptions) {
    this.#exchange = exchange;
    this.requestId = requestId;
    this.path = path;
    this.#surface = surface;
    this.#guard = guard;
    this.#maxBodyBytes = maxBodyBytes;
  }

  get codec(): ClientCodec {
    return this.#surface.codec;
  }

  get method(): string {
    return this.#exchange.method;
  }

  header(name: string): string | null {
    return this.#exchange.header(name);
  }

  get clientRetries(): number {
    const count = Number(this.#exchange.header('x-stainless-retry-count') ?? 0);
    return Number.isSafeInteger(count) && count > 0 ? count : 0;
  }

  get signal(): AbortSignal {
    return this.#exchange.signal;
  }

  abort(reason: GatewayError): void {
    this.#exchange.abort(reason);
  }

  get answer(): AnswerSink {
    return this;
  }

  authorize(): void {
    this.#guard.check(this.#exchange);
  }

  readBody(): Promise<Buffer> {
    return this.#exchange.readBody(this.#maxBodyBytes);
  }

  whole(body: Buffer | string, facts: AnswerFacts): void {
    const headers = answerHeaders(this.requestId, facts, this.#surface.requestIdHeader);
    headers['content-type'] = 'application/json';
    this.#recorder?.begin(200, headers);
    this.#recorder?.write(body);
    this.#exchange.send(200, headers, body);
  }

  begin(facts: AnswerFacts): void {
    const headers = answerHeaders(this.requestId, facts, this.#surface.requestIdHeader);
    headers['content-type'] = 'text/event-stream; charset=utf-8';
    headers['cache-control'] = 'no-cache, no-transform';
    // Asks reverse proxies not to collect the stream.
    headers['x-accel-buffering'] = 'no';
    this.#recorder?.begin(200, headers);
    this.#exchange.begin(200, headers);
  }

  write(chunk: Buffer | string, signal: AbortSignal): Promise<void> | undefined {
    this.#recorder?.write(chunk);
    return this.#exchange.write(chunk, signal);
  }

  end(): void {
    this.#exchange.end();
  }

  record(maxBytes: number): AnswerRecording {
    this.#recorder = new Recorder(maxBytes);
    return this.#recorder;
  }

  replay({ status, headers, body }: StoredAnswer): void {
    const own = Object.fromEntries(headers);
    own[this.#surface.requestIdHeader] = this.requestId;
    own['x-cato-request-id'] = this.requestId;
    own['idempotent-replayed'] = 'true';
    this.#exchange.send(status, own, Buffer.from(body));
  }

  fail(error: GatewayError, facts: AnswerFacts): number {
    const status = errorStatus[error.kind];
    const headers = {
      ...answerHeaders(this.requestId, facts, this.#surface.requestIdHeader),
      ...errorHeaders(error, status),
      'content-type': 'application/json',
    };
    this.#exchange.send(status, headers, JSON.stringify(this.codec.encodeError(error, this.requestId)));
    return status;
  }
}
