import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { openAiResponses } from '../../protocols/openai-responses/openai-responses.ts';
import type { ServerSentEvent } from '../../protocols/server-sent-events/event-data.ts';
import { createNeutralStreamReader } from '../provider-http/neutral-stream-reader.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';
import type { StreamReader } from '../provider-http/stream-reader.ts';

/** Reads a Responses stream in the neutral form. */
export function createResponsesStreamReader(): StreamReader {
  // The event that tells why it stopped is the last one.
  return createNeutralStreamReader(openAiResponses.createEventDecoder(), readPayload, () => true);
}

function readPayload({ name, data }: ServerSentEvent): unknown {
  // Some compatible servers end as Chat streams do.
  if (data.startsWith('[DONE]')) return undefined;
  if (data === '') return {};
  const payload = parseProviderJson(data, 'a stream event');
  return isJsonObject(payload) && payload.type === undefined && name !== null ? { ...payload, type: name } : payload;
}
