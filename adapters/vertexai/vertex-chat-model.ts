import type { Secret } from '../../core/access/secret.ts';
import type { ConversationAnswer } from '../../core/conversation/conversation-answer.ts';
import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { ChatModel, CompletedAnswer, ModelCall } from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { EncodedRequest, ProviderFailure } from '../../core/ports/wire-codec.ts';
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
  /** Path of the model, method left out. */
  readonly path: string;
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
    return { call, dialect: dialects[publisher], publisher, path: `${place}/${path}`, secrets: [] };
  }

  function encode({ call, dialect }: Sending, stream: boolean): EncodedRequest {
    const { facts, dropUnsupported } = call;
    return dialect.codec.encodeRequest(call.conversation(), { facts, stream, dropUnsupported });
  }

  async function send(sending: Sending, method: string, request: EncodedRequest): Promise<ProviderHttpResponse> {
    const { call, dialect, path, secrets } = sending;
    const token = await tokens.current(call.signal);
    secrets.push(token);
    const response = await http.send({
      method: 'POST',
      path: `${path}:${method}`,
      headers: {
        ...headers,
        ...dialect.headersFor(call.conversation()),
        authorization: `Bearer ${token.reveal()}`,
      },
      body: JSON.stringify(dialect.toBody(request.body)),
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
    const { dialect, publisher, secrets } = sending;
    const request = encode(sending, true);
    const response = await send(sending, dialect.streamMethod, request);
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

  function readAnswer(bytes: Buffer, { dialect, secrets }: Sending): ConversationAnswer {
    try {
      return dialect.codec.decodeAnswer(parseProviderJson(bytes.toString('utf8'), 'an answer'));
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
      const response = await send(sending, sending.dialect.wholeMethod, request);
      const answer = readAnswer(await readWhole(response), sending);
      return {
        upstreamRequestId: requestIdOf(response, sending),
        changes: request.changes,
        stopReason: answer.stopReason,
        usage: answer.usage,
        content: { kind: 'neutral', answer },
      };
    },
  };
}

/** The error in the body of a success; `null` when it says none. */
function errorInSuccess({ codec }: VertexDialect, failure: ProviderFailure): GatewayError | null {
  const error = codec.decodeError(failure);
  return error.upstream?.type ? error : null;
}
