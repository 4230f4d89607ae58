import type { Secret } from '../../core/access/secret.ts';
import type { ChatModel } from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { createNeutralChatModel } from '../provider-http/neutral-chat-model.ts';
import type { ProviderHttp } from '../provider-http/provider-http.ts';
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

/** Gemini and Claude on Vertex AI. Requests are always translated. */
export function createVertexChatModel(options: VertexChatModelOptions): ChatModel {
  const { http, tokens, quotaProject, streamReaders, version, clock } = options;
  const place = placePath(options);
  const headers = {
    'content-type': 'application/json',
    'user-agent': version === undefined ? 'cato' : `cato/${version}`,
    ...(quotaProject !== undefined && { 'x-goog-user-project': quotaProject }),
  };
  return createNeutralChatModel((call) => {
    const { publisher, path } = readModelName(call.model);
    const dialect = dialects[publisher];
    // The token that the call is sent with joins them.
    const secrets: Secret[] = [];
    return {
      codec: dialect.codec,
      requestIdHeader: dialect.requestIdHeader,
      secrets,
      createReader: streamReaders[publisher],
      readCount: (bytes) => dialect.readCount(bytes),
      async send(encoded, ask) {
        const { to, body } = questionTo(dialect, path, encoded, ask);
        const token = await tokens.current(call.signal);
        secrets.push(token);
        const response = await http.send({
          method: 'POST',
          path: `${place}/${to}`,
          headers: {
            ...headers,
            ...dialect.headersFor(call.conversation()),
            authorization: `Bearer ${token.reveal()}`,
          },
          body: JSON.stringify(body),
          signal: call.signal,
          connectMs: call.connectMs,
        });
        if (response.status === 401) tokens.discard(token);
        return response;
      },
    };
  }, clock);
}

/** What is asked, and where below the place. */
function questionTo(dialect: VertexDialect, path: string, encoded: JsonObject, ask: 'stream' | 'whole' | 'count') {
  if (ask === 'count') return { to: dialect.countPath(path), body: dialect.toCountBody(encoded, path) };
  const method = ask === 'stream' ? dialect.streamMethod : dialect.wholeMethod;
  return { to: `${path}:${method}`, body: dialect.toBody(encoded) };
}
