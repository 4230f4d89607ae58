import type { Secret } from '../../core/access/secret.ts';
import type { ChatModel } from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { countedRequest, readTokenCount } from '../../protocols/gemini/count-tokens.ts';
import { gemini } from '../../protocols/gemini/gemini.ts';
import { createNeutralChatModel } from '../provider-http/neutral-chat-model.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';
import type { ProviderHttp } from '../provider-http/provider-http.ts';
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
  return createNeutralChatModel(
    ({ model, signal, connectMs }) => ({
      codec: gemini,
      requestIdHeader: 'x-request-id',
      secrets,
      createReader: createGeminiStreamReader,
      readCount: (bytes) => readTokenCount(parseProviderJson(bytes.toString('utf8'), 'an answer')),
      async send(encoded, ask) {
        const place = modelPath(model);
        const body =
          ask === 'count' ? { generateContentRequest: { model: place, ...countedRequest(encoded) } } : encoded;
        const path = `/${place}:${methods[ask]}`;
        return http.send({ method: 'POST', path, headers, body: JSON.stringify(body), signal, connectMs });
      },
    }),
    clock,
  );
}

const methods = { stream: 'streamGenerateContent?alt=sse', whole: 'generateContent', count: 'countTokens' } as const;
