import type { ErrorKind } from '../errors/error-kind.ts';
import type { GatewayError } from '../errors/gateway-error.ts';

/** What is said of these is about the client's request, and may quote it. */
const aboutTheRequest: ReadonlySet<ErrorKind> = new Set([
  'invalid-request',
  'unsupported-parameter',
  'context-too-long',
  'content-policy',
  'body-too-large',
]);

/** An error's message as operators may see it: words about the request itself stay with the client. */
export function loggedMessage({ kind, message, upstream, param }: GatewayError): string {
  if (!aboutTheRequest.has(kind)) return message;
  // Our own words quote what was sent, too: a role or a tool's name that is none.
  if (upstream === null)
    return `The request was refused (${[kind, param].filter((part) => part !== null).join(', ')}).`;
  const said = [upstream.status === null ? null : `HTTP ${upstream.status}`, upstream.code ?? upstream.type, param];
  return `The provider refused the request (${said.filter((part) => part !== null).join(', ')}).`;
}
