import type { Secret } from '../../core/access/secret.ts';
import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { ChatModel, CompletedAnswer, CountedTokens, ModelCall } from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { EncodedRequest, ProviderFailure } from '../../core/ports/wire-codec.ts';
import { countedRequest, readTokenCount } from '../../protocols/gemini/count-tokens.ts';
import { gemini } from '../../protocols/gemini/gemini.ts';
import { cleanRequestId } from '../provider-http/clean-request-id.ts';
import { isEventStream } from '../provider-http/is-event-stream.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';
import type { ProviderHttp, ProviderHttpResponse } from '../provider-http/provider-http.ts';
import { readFailure } from '../provider-http/read-failure.ts';
import { readUnstreamed } from '../provider-http/read-unstreamed.ts';
import { readWhole } from '../provider-http/read-whole.ts';
import { redactError } from '../provider-http/redact-error.ts';
import { type OpenStream, streamAnswer } from '../provider-http/stream-answer.ts';
import { createGeminiStreamReader } from './gemini-stream-reader.ts';
import { modelPath } from './model-path.ts';

export interface GeminiChatModelOptions {
  /** Its base URL ends before `/models/…`, after the API's version. */
  readonly http: ProviderHttp;
  /** `null` sends none, for servers that want none. */
  readonly apiKey: Secret | null;
  /** Cato's own version, named as `user-agent: cato/<version>`; default: no version. */
  readonly version?: string;
  readonly clock: Clock;
}

/** Gemini with an API key. The key goes in a header: addresses end up in logs. */
export function createGeminiChatModel(options: GeminiChatModelOptions): ChatModel {
  const { http, apiKey, version, clock } = options;
  const secrets = apiKey === null ? [] : [apiKey];
  const headers = {
    'content-type': 'application/json',
    'user-agent': version === undefined ? 'cato' : `cato/${version}`,
    ...(apiKey !== null && { 'x-goog-api-key': apiKey.reveal() }),
  };

  function encode(call: ModelCall, stream: boolean): EncodedRequest {
    const { facts, dropUnsupported } = call;
    return gemini.encodeRequest(call.conversation(), { facts, stream, dropUnsupported });
  }

  async function send(call: ModelCall, method: string, request: EncodedRequest): Promise<ProviderHttpResponse> {
    const response = await http.send({
      method: 'POST',
      path: `/${modelPath(call.model)}:${method}`,
      headers,
      body: JSON.stringify(request.body),
      signal: call.signal,
      connectMs: call.connectMs,
    });
    if (response.status >= 200 && response.status < 300) return response;
    throw redactError(await readFailure(response, gemini, clock), secrets);
  }

  function requestIdOf(response: ProviderHttpResponse): string | null {
    return cleanRequestId(response.header('x-request-id'), secrets);
  }

  /** Leaves nothing of the response behind but its body: a held stream need not hold its headers. */
  async function openStream(call: ModelCall): Promise<OpenStream> {
    const request = encode(call, true);
    const response = await send(call, 'streamGenerateContent?alt=sse', request);
    if (!isEventStream(response)) {
      throw redactError(await readUnstreamed(response, errorInSuccess, clock), secrets);
    }
    const reader = createGeminiStreamReader();
    return { body: response.body, reader, upstreamRequestId: requestIdOf(response), changes: request.changes };
  }

  function reading<T>(bytes: Buffer, read: (body: unknown) => T): T {
    try {
      return read(parseProviderJson(bytes.toString('utf8'), 'an answer'));
    } catch (error) {
      throw redactError(error, secrets);
    }
  }

  return {
    protocol: null,

    answer: (call) => streamAnswer(() => openStream(call), clock, secrets),

    async complete(call): Promise<CompletedAnswer> {
      const request = encode(call, false);
      const response = await send(call, 'generateContent', request);
      const answer = reading(await readWhole(response), gemini.decodeAnswer);
      return {
        upstreamRequestId: requestIdOf(response),
        changes: request.changes,
        stopReason: answer.stopReason,
        usage: answer.usage,
        content: { kind: 'neutral', answer },
      };
    },

    async countTokens(call): Promise<CountedTokens> {
      const request = encode(call, false);
      const body = { generateContentRequest: { model: modelPath(call.model), ...countedRequest(request.body) } };
      const response = await send(call, 'countTokens', { ...request, body });
      return {
        upstreamRequestId: requestIdOf(response),
        changes: request.changes,
        inputTokens: reading(await readWhole(response), readTokenCount),
        bytes: null,
      };
    },
  };
}

/** The error in the body of a success; `null` when it says none. */
function errorInSuccess(failure: ProviderFailure): GatewayError | null {
  const error = gemini.decodeError(failure);
  return error.upstream?.type ? error : null;
}
