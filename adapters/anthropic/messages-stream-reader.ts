import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { anthropicMessages } from '../../protocols/anthropic-messages/anthropic-messages.ts';
import type { ServerSentEvent } from '../../protocols/server-sent-events/event-data.ts';
import { createNeutralStreamReader } from '../provider-http/neutral-stream-reader.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';
import type { StreamReader } from '../provider-http/stream-reader.ts';

/** Reads a Messages stream in the neutral form. */
export function createMessagesStreamReader(): StreamReader {
  return createNeutralStreamReader(anthropicMessages.createEventDecoder(), readPayload);
}

function readPayload({ name, data }: ServerSentEvent): unknown {
  if (name === 'error') return readError(data);
  if (data === '') return {};
  const payload = parseProviderJson(data, 'a stream event');
  return isJsonObject(payload) && payload.type === 'message_stop' ? undefined : payload;
}

/** Proxies in between send errors of their own, down to bare words. */
function readError(data: string): unknown {
  const bare = { type: 'error', error: { message: data } };
  try {
    const payload: unknown = JSON.parse(data);
    return isJsonObject(payload) ? { ...bare, ...payload, type: 'error' } : bare;
  } catch {
    return bare;
  }
}
