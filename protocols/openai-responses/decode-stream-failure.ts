import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { decodeEmbeddedError } from '../openai-chat/decode-embedded-error.ts';

/** The error that an event tells; `null` when it tells none. */
export function decodeStreamFailure(event: JsonObject): GatewayError | null {
  if (event.type === 'response.failed') {
    const { error } = isJsonObject(event.response) ? event.response : {};
    return decodeEmbeddedError({ error: isJsonObject(error) ? error : {} });
  }
  if (isJsonObject(event.error)) return decodeEmbeddedError(event);
  // The event's own type is no word about the error.
  return event.type === 'error' ? decodeEmbeddedError({ error: { ...event, type: null } }) : null;
}
