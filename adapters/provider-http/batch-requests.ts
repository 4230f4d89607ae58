import type { Secret } from '../../core/access/secret.ts';
import { splitLines } from '../../core/batches/split-lines.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { HandedResult, ProviderBatchCall } from '../../core/ports/provider-batches.ts';
import type { JsonObject, ProviderCodec } from '../../core/ports/wire-codec.ts';
import { parseProviderJson } from './parse-provider-json.ts';
import type { ProviderHttp, ProviderHttpRequest, ProviderHttpResponse } from './provider-http.ts';
import { readFailure } from './read-failure.ts';
import { readWhole } from './read-whole.ts';
import { redactError } from './redact-error.ts';

export interface BatchRequestsOptions {
  readonly http: ProviderHttp;
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly Secret[];
  readonly codec: Pick<ProviderCodec, 'decodeError'>;
  readonly clock: Clock;
}

export interface BatchRequest extends Pick<ProviderHttpRequest, 'method' | 'path'> {
  /** Absent = none. */
  readonly body?: { readonly type: string; readonly bytes: Buffer | string };
}

/** A list of a hundred batches is far smaller. */
const maxDocumentBytes = 4 * 1024 * 1024;
/** A line with the vectors of many texts is this long. */
const maxLineBytes = 64 * 1024 * 1024;

/** What a provider's batch API is asked besides the requests that it is for. */
export class BatchRequests {
  readonly #options: BatchRequestsOptions;

  constructor(options: BatchRequestsOptions) {
    this.#options = options;
  }

  /** @throws GatewayError when it is refused, or the answer is no JSON object. */
  async document(request: BatchRequest, call: ProviderBatchCall): Promise<JsonObject> {
    const text = (await readWhole(await this.#send(request, call), maxDocumentBytes)).toString('utf8');
    const document = parseProviderJson(text, 'an answer about a batch');
    if (isJsonObject(document)) return document;
    throw new GatewayError('broken-answer', 'The provider sent an answer about a batch that is no JSON object.');
  }

  /** The results in a file of them. @param read what a line says; `null` = it cannot be understood. */
  async *results(
    path: string,
    call: ProviderBatchCall,
    read: (line: JsonObject) => HandedResult | null,
  ): AsyncGenerator<HandedResult, void, undefined> {
    const response = await this.#send({ method: 'GET', path }, call);
    for await (const { text } of splitLines(response.body, maxLineBytes)) {
      const line = text === null ? null : parseOrNull(text);
      yield (isJsonObject(line) ? readOrNone(line, read) : null) ?? { key: null, answer: null };
    }
  }

  async #send({ method, path, body }: BatchRequest, call: ProviderBatchCall): Promise<ProviderHttpResponse> {
    const { http, headers, secrets, codec, clock } = this.#options;
    const { signal, connectMs } = call;
    const sent = { ...headers, ...(body === undefined ? {} : { 'content-type': body.type }) };
    const response = await http.send({ method, path, headers: sent, body: body?.bytes ?? null, signal, connectMs });
    if (response.status >= 200 && response.status < 300) return response;
    throw redactError(await readFailure(response, codec, clock), secrets);
  }
}

/** @throws GatewayError when the provider gave no id. */
export function idIn({ id }: JsonObject): string {
  // It becomes part of paths.
  if (typeof id === 'string' && /^[\w-]{1,200}$/.test(id)) return id;
  throw new GatewayError('broken-answer', 'The provider named no id.');
}

/** A line that cannot be made text again, nested as it is, takes none of the others along. */
function readOrNone(line: JsonObject, read: (line: JsonObject) => HandedResult | null): HandedResult | null {
  try {
    return read(line);
  } catch {
    const { custom_id: key } = line;
    return typeof key === 'string' ? { key, answer: null } : null;
  }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
