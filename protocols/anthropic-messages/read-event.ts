import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { ServerSentEvent } from '../server-sent-events/event-data.ts';
import { brokenAnswer } from './broken-answer.ts';
import { decodeErrorObject } from './decode-error.ts';

/**
 * What a server-sent event of a stream says.
 * @throws GatewayError `broken-answer` when it cannot be read, or the kind of the error that it is.
 */
export function readEvent({ name, data }: Pick<ServerSentEvent, 'name' | 'data'>): JsonObject {
  if (name === 'error') throw decodeErrorObject(readError(data));
  const event = parseOrUndefined(data);
  if (!isJsonObject(event)) throw brokenAnswer('holds an event that is not a JSON object');
  if (event.type === 'error') throw decodeErrorObject(event);
  return event;
}

/** Proxies in between send errors of their own, down to bare words. */
function readError(data: string): JsonObject {
  const bare = { type: 'error', error: { message: data } };
  const event = parseOrUndefined(data);
  return isJsonObject(event) ? { ...bare, ...event } : bare;
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
