import { type Dispatcher, errors } from 'undici';
import { type Destination, toConnectionError } from './connection-error.ts';
import type { ProviderHttpResponse } from './provider-http.ts';
import { type BodySource, ResponseBody } from './response-body.ts';

type Controller = Dispatcher.DispatchController;
type Headers = NonNullable<Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2]>;

interface Waiting {
  resolve(response: ProviderHttpResponse): void;
  reject(reason: unknown): void;
}

/** Only ever handed to undici; what callers see is the signal's reason. */
const abandoned = new errors.RequestAbortedError('abandoned');

/**
 * One request and its answer, as undici calls back. One object per request, and it drops what it no longer needs:
 * thousands of held streams are thousands of these.
 */
export class Exchange implements Dispatcher.DispatchHandler, BodySource {
  readonly #signal: AbortSignal;
  readonly #destination: Destination;
  #waiting: Waiting | null;
  #controller: Controller | null = null;
  #body: ResponseBody | null = null;
  #isOver = false;

  constructor(signal: AbortSignal, destination: Destination, waiting: Waiting) {
    this.#signal = signal;
    this.#destination = destination;
    this.#waiting = waiting;
    signal.addEventListener('abort', this);
  }

  /** The signal has aborted. */
  handleEvent(): void {
    if (this.#isOver) return;
    this.abandon();
    this.#waiting?.reject(this.#signal.reason);
    this.#waiting = null;
    this.#body?.abort(this.#signal.reason);
  }

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    this.#controller?.resume();
  }

  abandon(): void {
    this.#finish();
    this.#controller?.abort(abandoned);
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    // Aborted while it waited for a connection.
    if (this.#isOver) controller.abort(abandoned);
  }

  onResponseStart(controller: Controller, status: number, headers: Headers): void {
    if (status < 200) return;
    // undici keeps the raw bytes of the head for as long as the body runs.
    controller.rawHeaders = null;
    this.#body = new ResponseBody(this);
    this.#waiting?.resolve(new ResponseHead(status, headers, this.#body));
    this.#waiting = null;
  }

  onResponseData(_controller: Controller, chunk: Buffer): void {
    this.#body?.push(chunk);
  }

  onResponseEnd(): void {
    this.#finish();
    this.#body?.end();
  }

  onResponseError(_controller: Controller | null, error: Error): void {
    if (this.#isOver) return;
    this.#finish();
    this.#waiting?.reject(toConnectionError(error, this.#destination, 'before-answer'));
    this.#waiting = null;
    this.#body?.fail(toConnectionError(error, this.#destination, 'in-body'));
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#signal.removeEventListener('abort', this);
  }
}

class ResponseHead implements ProviderHttpResponse {
  readonly status: number;
  readonly body: ResponseBody;
  readonly #headers: Headers;

  constructor(status: number, headers: Headers, body: ResponseBody) {
    this.status = status;
    this.#headers = headers;
    this.body = body;
  }

  header(name: string): string | null {
    if (!Object.hasOwn(this.#headers, name)) return null;
    const value = this.#headers[name];
    return Array.isArray(value) ? value.join(', ') : (value ?? null);
  }
}
