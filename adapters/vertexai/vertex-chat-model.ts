import type { Secret } from '../../core/access/secret.ts';
import type { ConversationAnswer } from '../../core/conversation/conversation-answer.ts';
import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { ChatModel, CompletedAnswer, CountedTokens, ModelCall } from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { EncodedRequest, JsonObject, ProviderFailure } from '../../core/ports/wire-codec.ts';
import { cleanRequestId } from '../provider-http/clean-request-id.ts';
import { isEventStream } from '../provider-http/is-event-stream.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';
import type { ProviderHttp, ProviderHttpResponse } from '../provider-http/provider-http.ts';
import { readFailure } from '../provider-http/read-failure.ts';
import { readUnstreamed } from '../provider-http/read-unstreamed.ts';
import { readWhole } from '../provider-http/read-whole.ts';
import { redactError } from '../provider-http/redact-error.ts';
import { type OpenStream, streamAnswer } from '../provider-http/stream-answer.ts';
import type { StreamReader } from '../provider-http/stream-reader.ts';
import { claudeDialect } from './claude-dialect.ts';
import type { AccessTokens } from './credentials/access-tokens.ts';
import { geminiDialect } from './gemini-dialect.ts';
import { placePath, type VertexPlace } from './vertex-address.ts';
import type { VertexDialect } from './vertex-dialect.ts';
import { readModelName, type VertexModelName } from './vertex-model-name.ts';

export interface VertexChatModelOptions extends VertexPlace {
  /** Its base URL ends before `/v1/projects`; see `vertexBaseUrl`. */
  readonly http: ProviderHttp;
  readonly tokens: AccessTokens;
  /** The project that pays and whose quota counts, where it is not the credentials' own. */
  readonly quotaProject?: string;
  /** How the streams of each publisher are read, fresh for each stream: they are the same as at home. */
  readonly streamReaders: Readonly<Record<VertexModelName['publisher'], () => StreamReader>>;
  /** Cato's own version, named as `user-agent: cato/<version>`; default: no version. */
  readonly version?: string;
  readonly clock: Clock;
}

const dialects: Readonly<Record<VertexModelName['publisher'], VertexDialect>> = {
  google: geminiDialect,
  anthropic: claudeDialect,
};

/** One call on its way; the token it was sent with joins its secrets. */
interface Sending {
  readonly call: ModelCall;
  readonly dialect: VertexDialect;
  readonly publisher: VertexModelName['publisher'];
  /** Of the model below the place, method left out. */
  readonly modelPath: string;
  readonly secrets: Secret[];
}

/** Gemini and Claude on Vertex AI. Requests are always translated. */
export function createVertexChatModel(options: VertexChatModelOptions): ChatModel {
  const { http, tokens, quotaProject, streamReaders, version, clock } = options;
  const place = placePath(options);
  const headers = {
    'content-type': 'application/json',
    'user-agent': version === undefined ? 'cato' : `cato/${version}`,
    ...(quotaProject !== undefined && { 'x-goog-user-project': quotaProject }),
  };

  function begin(call: ModelCall): Sending {
    const { publisher, path } = readModelName(call.model);
    return { call, dialect: dialects[publisher], publisher, modelPath: path, secrets: [] };
  }

  function encode({ call, dialect }: Sending, stream: boolean): EncodedRequest {
    const { facts, dropUnsupported } = call;
    return dialect.codec.encodeRequest(call.conversation(), { facts, stream, dropUnsupported });
  }

  /** @param path below the place, with its method. */
  async function send(sending: Sending, path: string, body: JsonObject): Promise<ProviderHttpResponse> {
    const { call, dialect, secrets } = sending;
    const token = await tokens.current(call.signal);
    secrets.push(token);
    const response = await http.send({
      method: 'POST',
      path: `${place}/${path}`,
      headers: {
        ...headers,
        ...dialect.headersFor(call.conversation()),
        authorization: `Bearer ${token.reveal()}`,
      },
      body: JSON.stringify(body),
      signal: call.signal,
      connectMs: call.connectMs,
    });
    if (response.status >= 200 && response.status < 300) return response;
    if (response.status === 401) tokens.discard(token);
    throw redactError(await readFailure(response, dialect.codec, clock), secrets);
  }

  function requestIdOf(response: ProviderHttpResponse, { dialect, secrets }: Sending): string | null {
    return cleanRequestId(response.header(dialect.requestIdHeader), secrets);
  }

  /** Leaves nothing of the response behind but its body: a held stream need not hold its headers. */
  async function openStream(sending: Sending): Promise<OpenStream> {
    const { dialect, publisher, modelPath, secrets } = sending;
    const request = encode(sending, true);
    const response = await send(sending, `${modelPath}:${dialect.streamMethod}`, dialect.toBody(request.body));
    if (!isEventStream(response)) {
      const errorIn = (failure: ProviderFailure) => errorInSuccess(dialect, failure);
      throw redactError(await readUnstreamed(response, errorIn, clock), secrets);
    }
    return {
      body: response.body,
      reader: streamReaders[publisher](),
      upstreamRequestId: requestIdOf(response, sending),
      changes: request.changes,
    };
  }

  function readAnswer({ codec }: VertexDialect, bytes: Buffer): ConversationAnswer {
    return codec.decodeAnswer(parseProviderJson(bytes.toString('utf8'), 'an answer'));
  }

  function reading<T>({ secrets }: Sending, read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw redactError(error, secrets);
    }
  }

  return {
    protocol: null,

    answer(call) {
      const sending = begin(call);
      return streamAnswer(() => openStream(sending), clock, sending.secrets);
    },

    async complete(call): Promise<CompletedAnswer> {
      const sending = begin(call);
      const request = encode(sending, false);
      const { dialect, modelPath } = sending;
      const response = await send(sending, `${modelPath}:${dialect.wholeMethod}`, dialect.toBody(request.body));
      const bytes = await readWhole(response);
      const answer = reading(sending, () => readAnswer(dialect, bytes));
      return {
        upstreamRequestId: requestIdOf(response, sending),
        changes: request.changes,
        stopReason: answer.stopReason,
        usage: answer.usage,
        content: { kind: 'neutral', answer },
      };
    },

    async countTokens(call): Promise<CountedTokens> {
      const sending = begin(call);
      const { dialect, modelPath } = sending;
      const { body, changes } = encode(sending, false);
      const response = await send(sending, dialect.countPath(modelPath), dialect.toCountBody(body, modelPath));
      const bytes = await readWhole(response);
      const inputTokens = reading(sending, () => dialect.readCount(bytes));
      return { upstreamRequestId: requestIdOf(response, sending), changes, inputTokens, bytes: null };
    },
  };
}

/** The error in the body of a success; `null` when it says none. */
function errorInSuccess({ codec }: VertexDialect, failure: ProviderFailure): GatewayError | null {
  const error = codec.decodeError(failure);
  return error.upstream?.type ? error : null;
}
