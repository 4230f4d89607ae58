import { Readable } from 'node:stream';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { cleanRequestId } from '../provider-http/clean-request-id.ts';
import { readWhole } from '../provider-http/read-whole.ts';

/** The head of a service's answer to one call. */
export interface ResponseHead {
  readonly status: number;
  /** `null` when there was none, or something that is no id. */
  readonly requestId: string | null;
  /** A response header by its lower-case name. */
  header(name: string): string | null;
}

export interface WatchedCall {
  /** The service, as its errors name it. */
  readonly service: string;
  /** A successful stream must be an event stream: the SDK would read a length out of anything else. */
  readonly isStream: boolean;
  /** What a whole answer must be; absent = anything. */
  readonly wholeType?: string;
}

/** Where the watcher stands in a command's middleware stack: next to the wire. */
export const watcherPlace = { step: 'deserialize', priority: 'low', name: 'catoHeadWatcher' } as const;

/**
 * Watches one command for the head of its answer. The SDK itself says nothing before the first event of a stream,
 * not all of its errors tell whether there was an answer, and it reads bodies of any length.
 */
export class HeadWatcher {
  readonly #service: string;
  readonly #isStream: boolean;
  readonly #contentType: string;
  #head: ResponseHead | null = null;

  constructor({ service, isStream, wholeType = '' }: WatchedCall) {
    this.#service = service;
    this.#isStream = isStream;
    this.#contentType = isStream ? 'application/vnd.amazon.eventstream' : wholeType;
  }

  /** `null` as long as nothing has arrived. */
  get head(): ResponseHead | null {
    return this.#head;
  }

  readonly middleware = <Args, Result extends { response: unknown }>(next: (args: Args) => Promise<Result>) => {
    return async (args: Args): Promise<Result> => {
      const result = await next(args);
      const response = isJsonObject(result.response) ? result.response : {};
      const head = headOf(response);
      this.#head = head;
      const isSuccess = head !== null && head.status < 300;
      if (isSuccess) this.#checkContentType(head.header('content-type') ?? 'nothing');
      if (isSuccess && this.#isStream) return result;
      // The SDK takes bytes as well, and would reword what its own reader throws.
      const { body } = response;
      if (body instanceof Readable) Object.assign(response, { body: await readWhole({ body }) });
      return result;
    };
  };

  #checkContentType(found: string): void {
    if (found.startsWith(this.#contentType)) return;
    throw new GatewayError('broken-answer', `${this.#service} answered with ${found} instead of ${this.#contentType}.`);
  }
}

function headOf({ statusCode, headers }: Readonly<Record<string, unknown>>): ResponseHead | null {
  if (typeof statusCode !== 'number') return null;
  const fields = isJsonObject(headers) ? headers : {};
  const header = (name: string): string | null => {
    const value = fields[name];
    return typeof value === 'string' ? value : null;
  };
  return { status: statusCode, header, requestId: cleanRequestId(header('x-amzn-requestid'), []) };
}
