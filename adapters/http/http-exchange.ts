import type { GatewayError } from '../../core/errors/gateway-error.ts';

/** One HTTP request and its answer, whoever carries them. */
export interface HttpExchange {
  readonly method: string;
  /** Path without the query, also where the target is a whole address. */
  readonly path: string;
  /** A parameter of the query, decoded; the first of several. `null` when it is not there. */
  query(name: string): string | null;
  /** Every value of a parameter of the query, decoded. */
  queryAll(name: string): readonly string[];
  /** A request header by its lower-case name; `host` is that of the target where the target is a whole address. */
  header(name: string): string | null;
  /** The names of all request headers, lower-case. */
  headerNames(): readonly string[];
  /** Aborts with a `client-gone` error when the client leaves before the answer is complete, or with what `abort` was given. */
  readonly signal: AbortSignal;
  /** Ends the work on this request; the exchange stays open for an answer that says why. */
  abort(reason: GatewayError): void;
  /**
   * Reads the body, once.
   * @throws GatewayError `body-too-large` above `maxBytes`; the signal's reason when the client leaves.
   */
  readBody(maxBytes: number): Promise<Buffer>;
  /**
   * The body piece by piece, once; what is not taken stays with the sender.
   * @throws GatewayError as `readBody`.
   */
  bodyPieces(maxBytes: number): AsyncIterable<Buffer>;
  /** Sends a whole answer. */
  send(status: number, headers: Readonly<Record<string, string>>, body: Buffer | string): void;
  /** Sends the head of a streamed answer. */
  begin(status: number, headers: Readonly<Record<string, string>>): void;
  /**
   * Resolves when there is room again; rejects with the signal's reason when `signal` aborts, and with `client-gone`
   * when the client reads nothing for long.
   */
  write(chunk: Buffer | string, signal: AbortSignal): Promise<void> | undefined;
  end(): void;
  /** Breaks an answer off in the middle, so that nobody takes it for whole. */
  cut(): void;
}
