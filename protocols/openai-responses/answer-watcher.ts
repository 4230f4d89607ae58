import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { endedResponse } from './ended-response.ts';
import { decodeUsage } from './responses-usage.ts';

export interface RawAnswer {
  readonly stopReason: StopReason;
  /** `null` when the provider reported none. */
  readonly usage: Usage | null;
  /** The answer's bytes for the client: the very same when nothing had to be overridden. */
  readonly bytes: Buffer;
  /** The response as the client gets it. */
  readonly response: JsonObject;
}

/**
 * Reads what decides success in a whole answer, and puts the gateway's own fields into it.
 * @param override fields of the response that the gateway owns, by their names: `id`, `previous_response_id`, `store`, …
 * @throws GatewayError `broken-answer` when it is not a finished answer, or the kind of the error it is in disguise.
 */
export function readRawAnswer(bytes: Buffer, override: JsonObject): RawAnswer {
  const { response, stopReason } = endedResponse(parse(bytes));
  const changed = overrideResponse(response, override);
  return {
    stopReason,
    usage: decodeUsage(response.usage),
    bytes: changed === response ? bytes : Buffer.from(JSON.stringify(changed), 'utf8'),
    response: changed,
  };
}

/** The response with the gateway's own fields; the very same when they say so already. */
export function overrideResponse(response: JsonObject, override: JsonObject): JsonObject {
  const differs = Object.entries(override).some(([name, value]) => isJsonObject(value) || response[name] !== value);
  return differs ? { ...response, ...override } : response;
}

function parse(bytes: Buffer): unknown {
  if (bytes.length === 0) throw new GatewayError('broken-answer', 'The provider sent an empty answer.');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new GatewayError('broken-answer', 'The provider sent an answer that is not JSON.');
  }
}
