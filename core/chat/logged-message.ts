import type { ErrorKind } from '../errors/error-kind.ts';
import type { GatewayError } from '../errors/gateway-error.ts';

/** What a provider says of these is about the client's request, and may quote it. */
const aboutTheRequest: ReadonlySet<ErrorKind> = new Set([
  'invalid-request',
  'unsupported-parameter',
  'context-too-long',
  'content-policy',
  'body-too-large',
]);

/** An error's message as operators may see it: the provider's words about the request itself stay with the client. */
export function loggedMessage({ kind, message, upstream, param }: GatewayError): string {
  if (upstream === null || !aboutTheRequest.has(kind)) return message;
  const said = [upstream.status === null ? null : `HTTP ${upstream.status}`, upstream.code ?? upstream.type, param];
  return `The provider refused the request (${said.filter((part) => part !== null).join(', ')}).`;
}
