import { decodeEmbeddedError } from '../../protocols/openai-chat/decode-embedded-error.ts';
import { openAiChat } from '../../protocols/openai-chat/openai-chat.ts';
import type { ServerSentEvent } from '../../protocols/server-sent-events/event-data.ts';
import { createNeutralStreamReader } from '../provider-http/neutral-stream-reader.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';
import type { StreamReader } from '../provider-http/stream-reader.ts';

const endMarker = '[DONE]';

/** Reads a Chat stream in the neutral form. */
export function createChatStreamReader(): StreamReader {
  return createNeutralStreamReader(openAiChat.createEventDecoder(), readPayload);
}

function readPayload({ name, data }: ServerSentEvent): unknown {
  if (data.startsWith(endMarker)) return undefined;
  if (data === '') return {};
  const payload = parseProviderJson(data, 'a stream event');
  if (name === 'error') throw decodeEmbeddedError(payload);
  return payload;
}
