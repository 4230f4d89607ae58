import { parseBody } from '../../core/chat/parse-body.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { HttpExchange } from './http-exchange.ts';

/** The body of a view's request; no body is `{}`. @throws GatewayError `invalid-request`, `body-too-large`. */
export async function readJsonBody(exchange: HttpExchange, maxBytes: number): Promise<JsonObject> {
  const bytes = await exchange.readBody(maxBytes);
  return bytes.length === 0 ? {} : parseBody(bytes);
}
