import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { asObject, asText } from '../../protocols/bedrock-converse/shape.ts';

/** The head of Bedrock's answer to one call. */
export interface ResponseHead {
  readonly status: number;
  readonly requestId: string | null;
  /** A response header by its lower-case name. */
  header(name: string): string | null;
}

/** Where the watcher stands in a command's middleware stack: next to the wire. */
export const watcherPlace = { step: 'deserialize', priority: 'low', name: 'catoHeadWatcher' } as const;

/**
 * Watches one command for the head of its answer. The SDK itself says nothing before the first event of a stream,
 * and not all of its errors tell whether there was an answer.
 */
export class HeadWatcher {
  readonly #contentType: string;
  #head: ResponseHead | null = null;

  /** @param contentType what a successful answer must be; the SDK would read a length out of anything else. */
  constructor(contentType: string) {
    this.#contentType = contentType;
  }

  /** `null` as long as nothing has arrived. */
  get head(): ResponseHead | null {
    return this.#head;
  }

  readonly middleware = <Args, Result extends { response: unknown }>(next: (args: Args) => Promise<Result>) => {
    return async (args: Args): Promise<Result> => {
      const result = await next(args);
      const head = headOf(asObject(result.response));
      this.#head = head;
      if (head !== null && head.status < 300) this.#checkContentType(head.header('content-type') ?? 'nothing');
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
  return { status, header, requestId: header('x-amzn-requestid') };
}
