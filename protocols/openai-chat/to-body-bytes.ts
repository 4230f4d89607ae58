import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** A body as it is sent. @throws GatewayError `invalid-request` when it is nested too deeply to be written. */
export function toBodyBytes(body: JsonObject): Buffer {
  try {
    return Buffer.from(JSON.stringify(body), 'utf8');
  } catch (error) {
    if (error instanceof RangeError) throw invalidRequest(null, 'The request body is nested too deeply.');
    throw error;
  }
}
