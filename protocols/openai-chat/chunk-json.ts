import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** The chunk in an event's data. @throws GatewayError `broken-answer` when there is none. */
export function parseChunk(data: string): JsonObject {
  let chunk: unknown;
  try {
    chunk = JSON.parse(data);
  } catch {
    throw new GatewayError('broken-answer', 'The provider sent an event that is not JSON.');
  }
  if (!isJsonObject(chunk))
    throw new GatewayError('broken-answer', 'The provider sent an event that is not an object.');
  return chunk;
}

/** A chunk as an event's data. @throws GatewayError `broken-answer` when it is nested too deeply to be written. */
export function writeChunk(chunk: unknown): string {
  try {
    return JSON.stringify(chunk);
  } catch (error) {
    throw new GatewayError('broken-answer', 'The provider sent an event that is nested too deeply.', { cause: error });
  }
}
