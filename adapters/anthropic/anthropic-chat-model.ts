import type { Secret } from '../../core/access/secret.ts';
import type { ConversationAnswer } from '../../core/conversation/conversation-answer.ts';
import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { ChatModel, CompletedAnswer, ModelCall } from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { EncodedRequest, ProviderFailure } from '../../core/ports/wire-codec.ts';
import { anthropicMessages } from '../../protocols/anthropic-messages/anthropic-messages.ts';
import { cleanRequestId } from '../provider-http/clean-request-id.ts';
import { isEventStream } from '../provider-http/is-event-stream.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';
import type { ProviderHttp, ProviderHttpResponse } from '../provider-http/provider-http.ts';
import { readFailure } from '../provider-http/read-failure.ts';
import { readUnstreamed } from '../provider-http/read-unstreamed.ts';
import { readWhole } from '../provider-http/read-whole.ts';
import { redactError } from '../provider-http/redact-error.ts';
import { type OpenStream, streamAnswer } from '../provider-http/stream-answer.ts';
import { createMessagesStreamReader } from './messages-stream-reader.ts';

export interface AnthropicChatModelOptions {
  /** Its base URL ends before `/v1/messages`. */
  readonly http: ProviderHttp;
  /** `null` sends none, for servers that want none. */
  readonly apiKey: Secret | null;
  /** Cato's own version, named as `user-agent: cato/<version>`; default: no version. */
  readonly version?: string;
  readonly clock: Clock;
}

/** Claude over Anthropic Messages. Requests are always translated: no client of the gateway speaks this format. */
export function createAnthropicChatModel(options: AnthropicChatModelOptions): ChatModel {
  const { http, apiKey, version, clock } = options;
  const secrets = apiKey === null ? [] : [apiKey];
  const headers = {
    'content-type': 'application/json',
    'anthropic-version': '2023-06-01',
    'user-agent': version === undefined ? 'cato' : `cato/${version}`,
    ...(apiKey !== null && { 'x-api-key': apiKey.reveal() }),
  };

  function encode(call: ModelCall, stream: boolean): EncodedRequest {
    const { model, facts, dropUnsupported } = call;
    const { body, changes } = anthropicMessages.encodeRequest(call.conversation(), { facts, stream, dropUnsupported });
    return { body: { ...body, model }, changes };
  }

  async function send(call: ModelCall, body: EncodedRequest['body'], accept: string): Promise<ProviderHttpResponse> {
    const response = await http.send({
      method: 'POST',
      path: '/v1/messages',
      headers: { ...headers, accept },
      body: JSON.stringify(body),
      signal: call.signal,
      connectMs: call.connectMs,
    });
    if (response.status >= 200 && response.status < 300) return response;
    throw redactError(await readFailure(response, anthropicMessages, clock), secrets);
  }

  function requestIdOf(response: ProviderHttpResponse): string | null {
    return cleanRequestId(response.header('request-id'), secrets);
  }

  /** Leaves nothing of the response behind but its body: a held stream need not hold its headers. */
  async function openStream(call: ModelCall): Promise<OpenStream> {
    const { body: request, changes } = encode(call, true);
    const response = await send(call, request, 'text/event-stream');
    if (!isEventStream(response)) {
      throw redactError(await readUnstreamed(response, errorInSuccess, clock), secrets);
    }
    const reader = createMessagesStreamReader();
    return { body: response.body, reader, upstreamRequestId: requestIdOf(response), changes };
  }

  function readAnswer(bytes: Buffer): ConversationAnswer {
    try {
      return anthropicMessages.decodeAnswer(parseProviderJson(bytes.toString('utf8'), 'an answer'));
    } catch (error) {
      throw redactError(error, secrets);
    }
  }

  return {
    protocol: null,

    answer: (call) => streamAnswer(() => openStream(call), clock, secrets),

    async complete(call): Promise<CompletedAnswer> {
      const { body: request, changes } = encode(call, false);
      const response = await send(call, request, 'application/json');
      const answer = readAnswer(await readWhole(response));
      return {
        upstreamRequestId: requestIdOf(response),
        changes,
        stopReason: answer.stopReason,
        usage: answer.usage,
        content: { kind: 'neutral', answer },
      };
    },
  };
}

/** The error in the body of a success; `null` when it says none. */
function errorInSuccess(failure: ProviderFailure): GatewayError | null {
  const error = anthropicMessages.decodeError(failure);
  return error.upstream?.type ? error : null;
}
