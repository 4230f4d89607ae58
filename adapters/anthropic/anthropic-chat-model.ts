import type { Secret } from '../../core/access/secret.ts';
import type { ChatModel, CompletedAnswer, CountedTokens, ModelCall } from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { anthropicMessages } from '../../protocols/anthropic-messages/anthropic-messages.ts';
import { onlyCounted, readTokenCount } from '../../protocols/anthropic-messages/count-tokens.ts';
import type { MessagesPlace } from '../../protocols/anthropic-messages/messages-place.ts';
import { readRawAnswer } from '../../protocols/anthropic-messages/raw-answer.ts';
import { type RewriteOptions, rewriteRaw } from '../../protocols/anthropic-messages/rewrite-raw.ts';
import { createStreamWatcher } from '../../protocols/anthropic-messages/stream-watcher.ts';
import { cleanRequestId } from '../provider-http/clean-request-id.ts';
import type { CallAuthorization } from '../provider-http/credential-authorization.ts';
import { isEventStream } from '../provider-http/is-event-stream.ts';
import type { ProviderHttp, ProviderHttpResponse } from '../provider-http/provider-http.ts';
import { createRawStreamReader } from '../provider-http/raw-stream-reader.ts';
import { readFailure } from '../provider-http/read-failure.ts';
import { readNeutralAnswer } from '../provider-http/read-neutral-answer.ts';
import { readUnstreamed } from '../provider-http/read-unstreamed.ts';
import { readWhole } from '../provider-http/read-whole.ts';
import { redactError } from '../provider-http/redact-error.ts';
import { type OpenStream, streamAnswer } from '../provider-http/stream-answer.ts';
import { typedError } from '../provider-http/typed-error.ts';
import { createMessagesStreamReader } from './messages-stream-reader.ts';

export interface AnthropicChatModelOptions {
  /** Its base URL ends before `/v1/messages`. */
  readonly http: ProviderHttp;
  /** `null` sends none, for servers that want none. */
  readonly apiKey: Secret | null;
  /** Cato's own version, named as `user-agent: cato/<version>`; default: no version. */
  readonly version?: string;
  /** In place of `apiKey`, where each call is authorised anew. */
  readonly authorization?: CallAuthorization;
  /** Where and how Messages are asked for, if not as at Anthropic. */
  readonly place?: MessagesPlace;
  /** Further headers for every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

interface PreparedRequest {
  readonly body: Buffer | string;
  readonly headers: Readonly<Record<string, string>>;
  readonly changes: readonly string[];
}

/** Claude over Anthropic Messages: clients of this format are passed through, all others are translated. */
export function createAnthropicChatModel(options: AnthropicChatModelOptions): ChatModel {
  const { http, apiKey, version, authorization, place, clock } = options;
  const secrets = authorization?.secrets ?? (apiKey === null ? [] : [apiKey]);
  const decodeError = place?.decodeError ?? anthropicMessages.decodeError;
  const headers = {
    ...options.headers,
    'content-type': 'application/json',
    // Not the client's: answers of another version could not be read.
    'anthropic-version': '2023-06-01',
    'user-agent': version === undefined ? 'cato' : `cato/${version}`,
    ...(apiKey !== null && { 'x-api-key': apiKey.reveal() }),
  };

  function prepare(call: ModelCall, ask: RewriteOptions['ask']): PreparedRequest {
    const { raw, model, facts, dropUnsupported } = call;
    const fields = place?.fields(model, ask) ?? {};
    if (raw !== null) {
      const allowedBetas = facts.allowedBetas ?? null;
      const { bytes, ...others } = rewriteRaw(raw, { model, facts, ask, dropUnsupported, allowedBetas, fields });
      return { body: bytes, ...others };
    }
    const stream = ask === 'stream';
    const encoded = anthropicMessages.encodeRequest(call.conversation(), { facts, stream, dropUnsupported });
    const asked = ask === 'count' ? onlyCounted(encoded.body) : encoded.body;
    return { body: JSON.stringify({ ...asked, model, ...fields }), headers: {}, changes: encoded.changes };
  }

  async function send(
    call: ModelCall,
    request: PreparedRequest,
    ask: RewriteOptions['ask'],
  ): Promise<ProviderHttpResponse> {
    const { path, accept } = endpoints[ask];
    const response = await http.send({
      method: 'POST',
      path: place?.path(call.model, ask) ?? path,
      headers: { ...headers, ...(await authorization?.headers(call.signal)), ...request.headers, accept },
      body: request.body,
      signal: call.signal,
      connectMs: call.connectMs,
    });
    if (response.status >= 200 && response.status < 300) return response;
    if (response.status === 401) authorization?.refused();
    throw redactError(await readFailure(response, { decodeError }, clock), secrets);
  }

  function requestIdOf(response: ProviderHttpResponse): string | null {
    return cleanRequestId(response.header('request-id'), secrets);
  }

  /** Leaves nothing of the response behind but its body: a held stream need not hold its headers. */
  async function openStream(call: ModelCall): Promise<OpenStream> {
    const request = prepare(call, 'stream');
    const response = await send(call, request, 'stream');
    if (!isEventStream(response)) {
      throw redactError(
        await readUnstreamed(response, (failure) => typedError(anthropicMessages, failure), clock),
        secrets,
      );
    }
    const reader = call.raw === null ? createMessagesStreamReader() : createRawStreamReader(createStreamWatcher());
    return { body: response.body, reader, upstreamRequestId: requestIdOf(response), changes: request.changes };
  }

  async function askWhole(call: ModelCall, ask: 'whole' | 'count'): Promise<WholeResponse> {
    const request = prepare(call, ask);
    const response = await send(call, request, ask);
    const upstreamRequestId = requestIdOf(response);
    return { bytes: await readWhole(response), upstreamRequestId, changes: request.changes };
  }

  function reading<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw redactError(error, secrets);
    }
  }

  return {
    protocol: anthropicMessages.protocol,

    answer: (call) => streamAnswer(() => openStream(call), clock, secrets),

    check: (call) => void prepare(call, 'stream'),

    async complete(call): Promise<CompletedAnswer> {
      const { bytes, ...told } = await askWhole(call, 'whole');
      if (call.raw === null) return { ...told, ...reading(() => readNeutralAnswer(anthropicMessages, bytes)) };
      return { ...told, ...reading(() => readRawAnswer(bytes)), content: { kind: 'raw', bytes } };
    },

    async countTokens(call): Promise<CountedTokens> {
      const { bytes, ...told } = await askWhole(call, 'count');
      return { ...told, inputTokens: reading(() => readTokenCount(bytes)), bytes: call.raw === null ? null : bytes };
    },
  };
}

interface Endpoint {
  readonly path: string;
  readonly accept: string;
}

const endpoints: Readonly<Record<RewriteOptions['ask'], Endpoint>> = {
  stream: { path: '/v1/messages', accept: 'text/event-stream' },
  whole: { path: '/v1/messages', accept: 'application/json' },
  count: { path: '/v1/messages/count_tokens', accept: 'application/json' },
};

interface WholeResponse {
  readonly bytes: Buffer;
  readonly upstreamRequestId: string | null;
  readonly changes: readonly string[];
}
