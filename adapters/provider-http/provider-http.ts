/** HTTP to one provider: pooled connections to one origin, no redirects, no cookies, no hidden retries. */
export interface ProviderHttp {
  /**
   * Sends a request and resolves with the head of the answer.
   * @throws GatewayError `unreachable` when no connection or no answer could be had; the signal's reason when it aborts.
   */
  send(request: ProviderHttpRequest): Promise<ProviderHttpResponse>;
  close(): Promise<void>;
}

export interface ProviderHttpRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query below the provider's base URL, beginning with `/`. */
  readonly path: string;
  /** Exactly the headers to send; nothing of the client's is added. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string | null;
  readonly signal: AbortSignal;
  /** Bound on establishing a connection, milliseconds. */
  readonly connectMs: number;
}

export interface ProviderHttpResponse {
  readonly status: number;
  /** A response header by its lower-case name; several of one name are joined with `, `. */
  header(name: string): string | null;
  /**
   * The body as it arrives, with backpressure: the socket is paused while nobody asks. Consume it or call `return`.
   * A connection that breaks throws GatewayError `broken-answer`.
   */
  readonly body: AsyncIterableIterator<Buffer>;
}
