import type { Secret } from '../../core/access/secret.ts';
import type { ChatModel, CompletedAnswer, ModelCall, RawRequest } from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { openAiChat } from '../../protocols/openai-chat/openai-chat.ts';
import { rewriteRaw } from '../../protocols/openai-chat/rewrite-raw.ts';
import { createStreamWatcher } from '../../protocols/openai-chat/stream-watcher.ts';
import { cleanRequestId } from '../provider-http/clean-request-id.ts';
import type { CallAuthorization } from '../provider-http/credential-authorization.ts';
import { isEventStream } from '../provider-http/is-event-stream.ts';
import type { ProviderHttp, ProviderHttpResponse } from '../provider-http/provider-http.ts';
import { readFailure } from '../provider-http/read-failure.ts';
import { readUnstreamed } from '../provider-http/read-unstreamed.ts';
import { readWhole } from '../provider-http/read-whole.ts';
import { redactError } from '../provider-http/redact-error.ts';
import { type OpenStream, streamAnswer } from '../provider-http/stream-answer.ts';
import type { StreamReader } from '../provider-http/stream-reader.ts';
import { createChatStreamReader } from './chat-stream-reader.ts';
import { errorInSuccess } from './error-in-success.ts';
import { choicesAskedFor } from './fewer-choices.ts';
import { createRawStreamReader } from './raw-stream-reader.ts';
import { readBytes, readNeutral } from './read-answer.ts';

export interface OpenAiCompatibleChatModelOptions {
  readonly http: ProviderHttp;
  /** Sent as a bearer token; `null` = the provider wants none. */
  readonly apiKey: Secret | null;
  /** In place of `apiKey`, where each call is authorised anew. */
  readonly authorization?: CallAuthorization;
  /** Below the base URL, which includes the version; by the model's id where it differs. Default `/chat/completions`. */
  readonly path?: string | ((model: string) => string);
  /** What the body says for a model's id; `null` = nothing. Default: the id. */
  readonly modelInBody?: (model: string) => string | null;
  /** Further headers for every request, for example the organisation. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the provider can be asked to tell the usage at the end of a stream. */
  readonly streamUsage: boolean;
  readonly clock: Clock;
  readonly userAgent: string;
}

/** Chat Completions over HTTP: OpenAI, and everybody who speaks like it. */
export function createOpenAiCompatibleChatModel(options: OpenAiCompatibleChatModelOptions): ChatModel {
  const { http, apiKey, authorization, modelInBody, streamUsage, clock } = options;
  const path = options.path ?? '/chat/completions';
  const secrets = authorization?.secrets ?? (apiKey === null ? [] : [apiKey]);
  const headers = {
    ...options.headers,
    'content-type': 'application/json',
    'user-agent': options.userAgent,
    ...(apiKey === null ? null : { authorization: `Bearer ${apiKey.reveal()}` }),
  };
  const streamHeaders = { ...headers, accept: 'text/event-stream' };
  const wholeHeaders = { ...headers, accept: 'application/json' };

  function encode(call: ModelCall, stream: boolean): { body: Buffer | string; changes: readonly string[] } {
    const { raw, facts, dropUnsupported } = call;
    const model = modelInBody ? modelInBody(call.model) : call.model;
    if (raw !== null) {
      const { bytes, changes } = rewriteRaw(raw, { model, facts, stream, dropUnsupported, streamUsage });
      return { body: bytes, changes };
    }
    const { body, changes } = openAiChat.encodeRequest(call.conversation(), { facts, stream, dropUnsupported });
    const asked = { ...body, model: model ?? undefined, ...(streamUsage ? null : { stream_options: undefined }) };
    return { body: JSON.stringify(asked), changes };
  }

  async function send(call: ModelCall, body: Buffer | string, stream: boolean): Promise<ProviderHttpResponse> {
    const { signal, connectMs } = call;
    const usual = stream ? streamHeaders : wholeHeaders;
    const sent = authorization ? { ...usual, ...(await authorization.headers(signal)) } : usual;
    const to = typeof path === 'string' ? path : path(call.model);
    const response = await http.send({ method: 'POST', path: to, headers: sent, body, signal, connectMs });
    if (response.status >= 200 && response.status < 300) return response;
    if (response.status === 401) authorization?.refused();
    throw redactError(await readFailure(response, openAiChat, clock), secrets);
  }

  function requestIdOf(response: ProviderHttpResponse): string | null {
    return cleanRequestId(response.header('x-request-id'), secrets);
  }

  /** Leaves nothing of the response behind but its body: a held stream need not hold its headers. */
  async function openStream(call: ModelCall): Promise<OpenStream> {
    const { body: request, changes } = encode(call, true);
    const response = await send(call, request, true);
    if (!isEventStream(response)) {
      throw redactError(await readUnstreamed(response, errorInSuccess, clock), secrets);
    }
    const reader = call.raw === null ? createChatStreamReader() : passThrough(call.raw, call.requestId);
    return { body: response.body, reader, upstreamRequestId: requestIdOf(response), changes };
  }

  return {
    protocol: openAiChat.protocol,

    answer: (call) => streamAnswer(() => openStream(call), clock, secrets),

    async complete(call): Promise<CompletedAnswer> {
      const { body: request, changes } = encode(call, false);
      const response = await send(call, request, false);
      const bytes = await readWhole(response);
      try {
        const answer = call.raw === null ? readNeutral(bytes) : readBytes(bytes, choicesAskedFor(call.raw.body));
        return { upstreamRequestId: requestIdOf(response), changes, ...answer };
      } catch (error) {
        throw redactError(error, secrets);
      }
    },
  };
}

function passThrough({ body, includeUsage }: RawRequest, requestId: string): StreamReader {
  const choiceCount = choicesAskedFor(body);
  return createRawStreamReader(createStreamWatcher({ includeUsage, choiceCount, requestId }), choiceCount);
}
