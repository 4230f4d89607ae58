import { Readable } from 'node:stream';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { cleanRequestId } from '../provider-http/clean-request-id.ts';
import { readWhole } from '../provider-http/read-whole.ts';

/** The head of SageMaker's answer to one call. */
export interface ResponseHead {
  readonly status: number;
  readonly requestId: string | null;
  /** A response header by its lower-case name. */
  header(name: string): string | null;
}

/** Where the watcher stands in a command's middleware stack: next to the wire. */
export const watcherPlace = { step: 'deserialize', priority: 'low', name: 'catoResponseWatcher' } as const;

const eventStream = 'application/vnd.amazon.eventstream';

/**
 * Watches one command for the head of its answer: not all of the SDK's errors tell whether there was one, and the SDK
 * reads bodies of any length.
 */
export class ResponseWatcher {
  readonly #isStream: boolean;
  #head: ResponseHead | null = null;

  constructor(isStream: boolean) {
    this.#isStream = isStream;
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
      if (this.#isStream && head !== null && head.status < 300) {
        // The SDK would read a length out of anything else.
        const found = head.header('content-type') ?? 'nothing';
        if (found.startsWith(eventStream)) return result;
        throw new GatewayError('broken-answer', `SageMaker answered with ${found} instead of ${eventStream}.`);
      }
      // The SDK takes bytes as well, and would reword what its own reader throws.
      const { body } = response;
      if (body instanceof Readable) Object.assign(response, { body: await readWhole({ body }) });
      return result;
    };
  };
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
