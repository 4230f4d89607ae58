import { Readable } from 'node:stream';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { asObject, asText } from '../../protocols/bedrock-converse/shape.ts';
import { cleanRequestId } from '../provider-http/clean-request-id.ts';
import { readWhole } from '../provider-http/read-whole.ts';

/** The head of Bedrock's answer to one call. */
export interface ResponseHead {
  readonly status: number;
  /** `null` when there was none, or something that is no id. */
  readonly requestId: string | null;
  /** A response header by its lower-case name. */
  header(name: string): string | null;
}

/** Where the watcher stands in a command's middleware stack: next to the wire. */
export const watcherPlace = { step: 'deserialize', priority: 'low', name: 'catoHeadWatcher' } as const;

/**
 * Watches one command for the head of its answer. The SDK itself says nothing before the first event of a stream,
 * not all of its errors tell whether there was an answer, and it reads bodies of any length.
 */
export class HeadWatcher {
  readonly #contentType: string;
  readonly #isStream: boolean;
  #head: ResponseHead | null = null;

  /** A successful stream must be an event stream: the SDK would read a length out of anything else. */
  constructor(kind: 'stream' | 'whole') {
    this.#isStream = kind === 'stream';
    this.#contentType = this.#isStream ? 'application/vnd.amazon.eventstream' : 'application/json';
  }

  /** `null` as long as nothing has arrived. */
  get head(): ResponseHead | null {
    return this.#head;
  }

  readonly middleware = <Args, Result extends { response: unknown }>(next: (args: Args) => Promise<Result>) => {
    return async (args: Args): Promise<Result> => {
      const result = await next(args);
      const response = asObject(result.response);
      const head = headOf(response);
      this.#head = head;
      const isSuccess = head !== null && head.status < 300;
      if (isSuccess) this.#checkContentType(head.header('content-type') ?? 'nothing');
      if (isSuccess && this.#isStream) return result;
      // The SDK takes bytes as well, and would reword what its own reader throws.
      const body = response?.body;
      if (body instanceof Readable) Object.assign(response ?? {}, { body: await readWhole({ body }) });
      return result;
    };
  };

  #checkContentType(found: string): void {
    if (found.startsWith(this.#contentType)) return;
    throw new GatewayError('broken-answer', `Amazon Bedrock answered with ${found} instead of ${this.#contentType}.`);
  }
}

function headOf(response: JsonObject | null): ResponseHead | null {
  const status = response?.statusCode;
  if (typeof status !== 'number') return null;
  const headers = asObject(response?.headers) ?? {};
  const header = (name: string): string | null => asText(headers[name]);
  return { status, header, requestId: cleanRequestId(header('x-amzn-requestid'), []) };
}
