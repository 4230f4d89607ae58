import { asGatewayError } from './as-gateway-error.ts';
import type { ClientSurface } from './client-surface.ts';
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
export function sendError(exchange: HttpExchange, surface: ClientSurface, requestId: string, thrown: unknown): void {
  const error = asGatewayError(thrown);
  const status = errorStatus[error.kind];
  const ownHeaders = requestHeaders(requestId, 'application/json', surface.requestIdHeader);
  const body = JSON.stringify(surface.codec.encodeError(error, requestId));
  exchange.send(status, { ...ownHeaders, ...errorHeaders(error, status) }, body);
}

/** What every answer of a view or a refusal carries. */
export function requestHeaders(
  requestId: string,
  contentType: string,
  requestIdHeader: ClientSurface['requestIdHeader'] = 'x-request-id',
): Record<string, string> {
  return { 'content-type': contentType, [requestIdHeader]: requestId, 'x-cato-request-id': requestId };
}
