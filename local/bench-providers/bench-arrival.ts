import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { AnswerRecording, AnswerSink, Arrival } from '../../core/ports/arrival.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { ClientCodec } from '../../core/ports/wire-codec.ts';

export interface BenchArrivalOptions {
  readonly requestId: string;
  readonly codec: ClientCodec;
  readonly body: Buffer;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Aborts with a `GatewayError`. */
  readonly signal: AbortSignal;
}

/** A streamed request that comes from this process, and reads its own answer. */
export class BenchArrival implements Arrival, AnswerSink {
  readonly requestId: string;
  readonly codec: ClientCodec;
  readonly method = 'POST';
  readonly path = 'bench';
  readonly clientRetries = 0;
  readonly signal: AbortSignal;
  readonly #body: Buffer;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #beganAt: number;
  readonly #stopping = new AbortController();
  readonly #decoder;
  readonly #textParts = new Set<number>();
  #text = '';
  #firstTokenMs: number | null = null;
  #wholeMs: number | null = null;
  #fault: GatewayError | null = null;

  constructor({ requestId, codec, body, clock, signal }: BenchArrivalOptions) {
    this.requestId = requestId;
    this.codec = codec;
    this.signal = AbortSignal.any([signal, this.#stopping.signal]);
    this.#body = body;
    this.#clock = clock;
    this.#beganAt = clock.monotonic();
    this.#decoder = codec.createStreamDecoder();
  }

  get answer(): AnswerSink {
    return this;
  }

  /** What was answered so far. */
  get text(): string {
    return this.#text;
  }

  /** Until the first text of the answer; `null` = there was none. */
  get firstTokenMs(): number | null {
    return this.#firstTokenMs;
  }

  /** Until the answer's end; `null` = it has none. */
  get wholeMs(): number | null {
    return this.#wholeMs;
  }

  /** What the stream said went wrong, or why it cannot be read; `null` = nothing. */
  get fault(): GatewayError | null {
    return this.#fault;
  }

  header(): null {
    return null;
  }

  abort(reason: GatewayError): void {
    this.#stopping.abort(reason);
  }

  authorize(): void {}

  async readBody(): Promise<Buffer> {
    return this.#body;
  }

  whole(): void {}

  begin(): void {}

  write(chunk: Buffer | string): undefined {
    if (this.#fault !== null) return;
    try {
      this.#read(this.#decoder.decode(Buffer.from(chunk)));
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      this.#fault = error;
    }
  }

  #read(events: readonly ConversationEvent[]): void {
    for (const event of events) {
      if (event.type === 'part-begins' && event.part.type === 'text') this.#textParts.add(event.index);
      if (event.type !== 'part-delta' || !this.#textParts.has(event.index) || event.text === '') continue;
      this.#firstTokenMs ??= this.#clock.monotonic() - this.#beganAt;
      this.#text += event.text;
    }
  }

  end(): void {
    this.#wholeMs = this.#clock.monotonic() - this.#beganAt;
  }

  record(): AnswerRecording {
    return { answer: () => null };
  }

  replay(): void {}

  fail(): number {
    return 500;
  }
}
