import type { Secret } from '../../core/access/secret.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { ChatModel, CompletedAnswer, CountedTokens, ModelCall } from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { openAiChat } from '../../protocols/openai-chat/openai-chat.ts';
import { cleanRequestId } from '../provider-http/clean-request-id.ts';
import type { CallAuthorization } from '../provider-http/credential-authorization.ts';
import { isEventStream } from '../provider-http/is-event-stream.ts';
import type { ProviderHttp, ProviderHttpResponse } from '../provider-http/provider-http.ts';
import { readFailure } from '../provider-http/read-failure.ts';
import { readUnstreamed } from '../provider-http/read-unstreamed.ts';
import { readWhole } from '../provider-http/read-whole.ts';
import { redactError } from '../provider-http/redact-error.ts';
import { type OpenStream, streamAnswer } from '../provider-http/stream-answer.ts';
import { errorInSuccess } from './error-in-success.ts';
import type { OpenAiApi, OpenAiCount } from './openai-api.ts';

export interface OpenAiConnection {
  readonly http: ProviderHttp;
  /** Sent as a bearer token; `null` = the provider wants none. */
  readonly apiKey: Secret | null;
  /** In place of `apiKey`, where each call is authorised anew. */
  readonly authorization?: CallAuthorization;
  /** Further headers for every request, for example the organisation. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly userAgent: string;
}

/** One way of asking over HTTP; all of them tell errors alike. */
export function createOpenAiChatModel(connection: OpenAiConnection, api: OpenAiApi): ChatModel {
  const { http, apiKey, authorization, clock } = connection;
  const { path } = api;
  const secrets = authorization?.secrets ?? (apiKey === null ? [] : [apiKey]);
  const headers = {
    ...connection.headers,
    ...api.headers,
    'content-type': 'application/json',
    'user-agent': connection.userAgent,
    ...(apiKey === null ? null : { authorization: `Bearer ${apiKey.reveal()}` }),
  };
  const streamHeaders = { ...headers, accept: 'text/event-stream' };
  const wholeHeaders = { ...headers, accept: 'application/json' };

  async function send(
    call: ModelCall,
    body: Buffer | string,
    { stream, to }: { readonly stream: boolean; readonly to: string },
  ): Promise<ProviderHttpResponse> {
    const { signal, connectMs } = call;
    const usual = stream ? streamHeaders : wholeHeaders;
    const sent = authorization ? { ...usual, ...(await authorization.headers(signal)) } : usual;
    const response = await http.send({ method: 'POST', path: to, headers: sent, body, signal, connectMs });
    if (response.status >= 200 && response.status < 300) return response;
    if (response.status === 401) authorization?.refused();
    throw redactError(await readFailure(response, openAiChat, clock), secrets);
  }

  function pathFor({ model }: ModelCall): string {
    return typeof path === 'string' ? path : path(model);
  }

  function requestIdOf(response: ProviderHttpResponse): string | null {
    return cleanRequestId(response.header('x-request-id'), secrets);
  }

  /** Leaves nothing of the response behind but its body: a held stream need not hold its headers. */
  async function openStream(call: ModelCall): Promise<OpenStream> {
    const { body: request, changes } = api.encode(call, true);
    const response = await send(call, request, { stream: true, to: pathFor(call) });
    if (!isEventStream(response)) {
      throw redactError(await readUnstreamed(response, errorInSuccess, clock), secrets);
    }
    return { body: response.body, reader: api.createReader(call), upstreamRequestId: requestIdOf(response), changes };
  }

  async function countTokens(call: ModelCall, { path: to, encode, read }: OpenAiCount): Promise<CountedTokens> {
    const { body, changes } = encode(call);
    try {
      const response = await send(call, body, { stream: false, to });
      const bytes = await readWhole(response);
      return { upstreamRequestId: requestIdOf(response), changes, inputTokens: read(bytes), bytes: null };
    } catch (error) {
      throw redactError(countsNothing(error) ?? error, secrets);
    }
  }

  const { count } = api;
  return {
    protocol: api.protocol,
    ...(count && { countTokens: (call) => countTokens(call, count) }),

    answer: (call) => streamAnswer(() => openStream(call), clock, secrets),

    check: (call) => void api.encode(call, true),

    async complete(call): Promise<CompletedAnswer> {
      const { body: request, changes } = api.encode(call, false);
      const response = await send(call, request, { stream: false, to: pathFor(call) });
      const bytes = await readWhole(response);
      try {
        return { upstreamRequestId: requestIdOf(response), changes, ...api.readAnswer(bytes, call) };
      } catch (error) {
        throw redactError(error, secrets);
      }
    },
  };
}

/** Servers that are only like OpenAI's often count nothing, which is nothing that is wrong with the request. */
function countsNothing(error: unknown): GatewayError | null {
  const upstream = error instanceof GatewayError ? error.upstream : null;
  if (upstream?.status !== 404 && upstream?.status !== 405) return null;
  return new GatewayError('upstream-not-found', 'The provider does not count tokens.', { upstream });
}
