import { createMessagesStreamReader } from '../../../adapters/anthropic/messages-stream-reader.ts';
import { createGeminiStreamReader } from '../../../adapters/gemini/gemini-stream-reader.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { createVertexChatModel } from '../../../adapters/vertexai/vertex-chat-model.ts';
import type { Secret } from '../../../core/access/secret.ts';
import type { ChatModel } from '../../../core/ports/chat-model.ts';

/** A model on Vertex AI behind the address, called with this token. */
export function createVertexModel(baseUrl: string, token: Secret): { model: ChatModel; close(): Promise<void> } {
  const http = createUndiciProviderHttp({ baseUrl });
  const model = createVertexChatModel({
    http,
    project: 'tide-project',
    location: 'europe-west4',
    tokens: { current: () => Promise.resolve(token), discard: () => {} },
    streamReaders: { google: createGeminiStreamReader, anthropic: createMessagesStreamReader },
    clock: createSystemClock(),
  });
  return { model, close: () => http.close() };
}
