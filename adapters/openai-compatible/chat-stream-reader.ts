import { openAiChat } from '../../protocols/openai-chat/openai-chat.ts';
import { createNeutralStreamReader } from '../provider-http/neutral-stream-reader.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';
import type { StreamReader } from '../provider-http/stream-reader.ts';

const endMarker = '[DONE]';

/** Reads a Chat stream in the neutral form. */
export function createChatStreamReader(): StreamReader {
  return createNeutralStreamReader(openAiChat.createEventDecoder(), ({ data }) =>
    data === endMarker ? undefined : parseProviderJson(data, 'a stream event'),
  );
}
