import type { ClientCodec } from '../../core/ports/wire-codec.ts';
import { asGatewayError } from './as-gateway-error.ts';
import { errorHeaders } from './error-headers.ts';
import { errorStatus } from './error-status.ts';
import type { HttpExchange } from './http-exchange.ts';

export function sendJson(exchange: HttpExchange, requestId: string, status: number, body: unknown): void {
  exchange.send(status, requestHeaders(requestId, 'application/json'), JSON.stringify(body));
}

export function sendText(exchange: HttpExchange, requestId: string, contentType: string, body: string): void {
  exchange.send(200, requestHeaders(requestId, contentType), body);
}

/** Anything thrown, in the client's own error shape. */
export function sendError(exchange: HttpExchange, codec: ClientCodec, requestId: string, thrown: unknown): void {
  const error = asGatewayError(thrown);
  const status = errorStatus[error.kind];
  const headers = { ...requestHeaders(requestId, 'application/json'), ...errorHeaders(error, status) };
  exchange.send(status, headers, JSON.stringify(codec.encodeError(error, requestId)));
}

/** What every answer of a view or a refusal carries. */
export function requestHeaders(requestId: string, contentType: string): Record<string, string> {
  return { 'content-type': contentType, 'x-request-id': requestId, 'x-cato-request-id': requestId };
}
