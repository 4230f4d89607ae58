import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { decodeEmbeddedError } from '../../protocols/openai-chat/decode-embedded-error.ts';
import { readErrorFields } from '../../protocols/openai-chat/error-fields.ts';
import { openAiChat } from '../../protocols/openai-chat/openai-chat.ts';
import type { ProviderHttp, ProviderHttpResponse } from '../provider-http/provider-http.ts';
import type { ProxySetting } from '../provider-http/proxy-setting.ts';
import { readFailure } from '../provider-http/read-failure.ts';
import { readUnstreamed } from '../provider-http/read-unstreamed.ts';
import { readWhole } from '../provider-http/read-whole.ts';
import { isRedirect } from '../provider-http/redirect-error.ts';
import { toProviderFailure } from '../provider-http/to-provider-failure.ts';
import { createUndiciProviderHttp } from '../provider-http/undici-provider-http.ts';
import { type BridgedCall, bridgedCalls } from './bridged-call.ts';
import { parseJson } from './parse-json.ts';
import { streamBody } from './stream-body.ts';

/** `fetch` for packages, over the gateway's own HTTP: pooled, bounded, without redirects. */
export interface BridgeFetch {
  readonly fetch: typeof globalThis.fetch;
  close(): Promise<void>;
}

/** Headers that packages and the gateway read of an answer. */
const passedHeaders = [
  'content-type',
  'retry-after',
  'retry-after-ms',
  'x-request-id',
  'request-id',
  'x-amzn-requestid',
];

/** The forms in which providers stream. */
const streamTypes = /^(text\/event-stream|application\/(vnd\.amazon\.eventstream|x-ndjson|jsonl|stream\+json))/i;

const statusesWithoutBody = [204, 205, 304];

export function createBridgeFetch(
  clock: Clock,
  proxyFor: (address: string) => ProxySetting | null = () => null,
): BridgeFetch {
  const origins = new Map<string, ProviderHttp>();

  function httpTo(origin: string): ProviderHttp {
    const known = origins.get(origin);
    if (known !== undefined) return known;
    const http = createUndiciProviderHttp({ baseUrl: origin, proxy: proxyFor(origin) });
    origins.set(origin, http);
    return http;
  }

  return {
    async fetch(input, init) {
      const call = bridgedCalls.getStore();
      if (call === undefined) throw new GatewayError('internal', 'A package of the AI SDK called out of turn.');
      const request = new Request(input, { ...init, redirect: 'manual' });
      const { origin, pathname, search } = new URL(request.url);
      const response = await httpTo(origin).send({
        method: request.method === 'GET' ? 'GET' : 'POST',
        path: pathname + search,
        headers: Object.fromEntries(request.headers),
        body: request.method === 'GET' ? null : Buffer.from(await request.arrayBuffer()),
        signal: call.signal,
        connectMs: call.connectMs,
      });
      call.response = response;
      return toResponse(response, call, clock);
    },
    close: async () => {
      await Promise.all([...origins.values()].map((http) => http.close()));
    },
  };
}

async function toResponse(response: ProviderHttpResponse, call: BridgedCall, clock: Clock): Promise<Response> {
  const { status } = response;
  const headers = passedHeaders.flatMap((name): [string, string][] => {
    const value = response.header(name);
    return value === null ? [] : [[name, value]];
  });
  if (isRedirect(status)) throw await readFailure(response, openAiChat, clock);
  if (status >= 400) {
    call.failure = await toProviderFailure(response, clock);
    return new Response(call.failure.body, { status, headers });
  }
  if (!call.stream) {
    const bytes = await readWhole(response);
    return new Response(statusesWithoutBody.includes(status) ? null : new Uint8Array(bytes), { status, headers });
  }
  if (!streamTypes.test(response.header('content-type') ?? '')) {
    throw await readUnstreamed(response, ({ body }) => errorIn(body), clock);
  }
  return new Response(streamBody(response, call), { status, headers });
}

function errorIn(body: string): GatewayError | null {
  const said = parseJson(body);
  const hasError = typeof said === 'object' && said !== null && 'error' in said;
  return hasError && readErrorFields(said) !== null ? decodeEmbeddedError(said) : null;
}
