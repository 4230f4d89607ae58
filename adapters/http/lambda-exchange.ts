import type { Writable } from 'node:stream';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { ApiGatewayEvent } from './api-gateway-event.ts';
import type { HttpExchange } from './http-exchange.ts';
import { waitForRoom } from './wait-for-room.ts';

export interface LambdaExchangeOptions {
  readonly event: ApiGatewayEvent;
  /** Sends the head of the answer and gives what its body is written to; called once. */
  open(status: number, headers: Readonly<Record<string, string>>): Writable;
  /** Milliseconds until the answer has to be complete. */
  readonly remainingMs: number;
  /** How long a client may take nothing of a stream, milliseconds. Default 60,000. */
  readonly streamPatienceMs?: number;
}

/** These are between two machines, and API Gateway refuses answers that have them. */
const hopByHop: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade'],
]);

function withoutHopByHop(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name.toLowerCase())));
}

/**
 * An exchange over API Gateway and a streaming Lambda function. That the client left is noticed when a write fails and
 * no sooner: API Gateway does not tell. Shortly before the function's time is over the work is ended, so that the
 * client reads an error and not a cut.
 */
export class LambdaExchange implements HttpExchange {
  readonly method: string;
  readonly path: string;
  readonly #event: ApiGatewayEvent;
  readonly #headers: ReadonlyMap<string, string>;
  readonly #open: LambdaExchangeOptions['open'];
  readonly #controller = new AbortController();
  readonly #deadline: NodeJS.Timeout;
  readonly #streamPatienceMs: number;
  readonly #ended: PromiseWithResolvers<void> = Promise.withResolvers();
  #body: Writable | null = null;
  #failure: Error | null = null;

  constructor({ event, open, remainingMs, streamPatienceMs = 60_000 }: LambdaExchangeOptions) {
    this.#event = event;
    this.#open = open;
    this.#streamPatienceMs = streamPatienceMs;
    this.method = event.httpMethod;
    // Nobody may be there to hear of it.
    this.#ended.promise.catch(() => undefined);
    this.path = event.path;
    this.#headers = new Map(
      Object.entries(event.multiValueHeaders ?? {}).map(([name, values]) => [
        name.toLowerCase(),
        (values ?? []).join(', '),
      ]),
    );
    this.#deadline = setTimeout(
      () => {
        this.abort(new GatewayError('deadline', 'The answer took longer than the gateway function may run.'));
      },
      Math.max(0, remainingMs),
    );
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether nothing more can be written: the answer is complete, or was cut. */
  get isOver(): boolean {
    return this.#failure !== null || this.#body?.writableEnded === true || this.#body?.destroyed === true;
  }

  /** Resolves when the answer has been handed over, and when nobody takes it. @throws Error when it was cut. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  abort(reason: GatewayError): void {
    this.#controller.abort(reason);
  }

  query(name: string): string | null {
    return this.queryAll(name)[0] ?? null;
  }

  queryAll(name: string): readonly string[] {
    return this.#event.multiValueQueryStringParameters?.[name] ?? [];
  }

  header(name: string): string | null {
    return this.#headers.get(name) ?? null;
  }

  headerNames(): readonly string[] {
    return [...this.#headers.keys()];
  }

  readBody(maxBytes: number): Promise<Buffer> {
    const { body, isBase64Encoded } = this.#event;
    const bytes = Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8');
    if (bytes.length <= maxBytes) return Promise.resolve(bytes);
    const message = `The request body is larger than ${maxBytes} bytes, the limit (limits.maxBodyBytes; through API Gateway never more than 6 MB, the body encoded as JSON or base64). Send less.`;
    return Promise.reject(new GatewayError('body-too-large', message, { code: 'request_too_large' }));
  }

  async *bodyPieces(maxBytes: number): AsyncGenerator<Buffer, void, undefined> {
    yield await this.readBody(maxBytes);
  }

  send(status: number, headers: Readonly<Record<string, string>>, body: Buffer | string): void {
    if (this.#body) return;
    const opened = this.#start(status, headers);
    if (this.method !== 'HEAD') opened.write(body);
    opened.end();
  }

  begin(status: number, headers: Readonly<Record<string, string>>): void {
    if (!this.#body) this.#start(status, headers);
  }

  write(chunk: Buffer | string, signal: AbortSignal): Promise<void> | undefined {
    const body = this.#body;
    if (!body || chunk.length === 0) return undefined;
    if (body.write(chunk)) return undefined;
    return waitForRoom(body, { answer: body, signal, exchange: this.signal, patienceMs: this.#streamPatienceMs });
  }

  end(): void {
    this.#body?.end();
  }

  cut(): void {
    this.#failure = new Error('The answer broke off.');
    this.abort(new GatewayError('client-gone', 'The answer broke off.'));
    this.#finish();
  }

  #start(status: number, headers: Readonly<Record<string, string>>): Writable {
    const body = this.#open(status, withoutHopByHop(headers));
    this.#body = body;
    const gone = (): void => {
      if (!body.writableFinished) this.abort(new GatewayError('client-gone', 'The client left.'));
      this.#finish();
    };
    body.once('error', gone);
    body.once('close', gone);
    body.once('finish', () => this.#finish());
    // The head goes out with the first write, also of an answer that has no body.
    body.write('');
    return body;
  }

  #finish(): void {
    clearTimeout(this.#deadline);
    if (this.#failure) this.#ended.reject(this.#failure);
    else this.#ended.resolve();
  }
}
