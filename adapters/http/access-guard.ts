import { timingSafeEqual } from 'node:crypto';
import { isIPv4 } from 'node:net';
import type { Secret } from '../../core/access/secret.ts';
import { GatewayError, invalidRequest } from '../../core/errors/gateway-error.ts';
import { sessionHeader } from '../../core/sessions/session-of-request.ts';
import type { HttpExchange } from './http-exchange.ts';

type Headers = Pick<HttpExchange, 'header' | 'headerNames'>;

/** Decides whether a request may be served at all. */
export interface AccessGuard {
  /** Whether callers must show a key. */
  readonly needsKey: boolean;
  /** @throws GatewayError `unauthorized`, `forbidden` or `invalid-request`. */
  check(headers: Headers): void;
}

/**
 * With a master key every request needs it, as a bearer or in `x-api-key`. Without one only programs on this machine
 * are served: a foreign `Host` or `Origin` is refused, so that no web page can reach the gateway through a browser.
 */
export function createAccessGuard(masterKey: Secret | null): AccessGuard {
  const key = masterKey ? Buffer.from(masterKey.reveal()) : null;
  return {
    needsKey: key !== null,
    check(headers) {
      if (key) checkKey(headers, key);
      else checkLoopback(headers);
      checkSwitches(headers);
    },
  };
}

function checkKey(headers: Headers, key: Buffer): void {
  const authorization = headers.header('authorization');
  const shown = authorization?.match(/^Bearer\s+(.+)$/i)?.[1]?.trim() ?? headers.header('x-api-key');
  if (shown && matches(Buffer.from(shown), key)) return;
  const problem = shown ? 'The key is not valid for this gateway' : 'This gateway needs a key';
  throw new GatewayError(
    'unauthorized',
    `${problem}: send the gateway's own key (its CATO_MASTER_KEY) as \`Authorization: Bearer …\` or \`x-api-key\`.`,
    { code: 'invalid_api_key' },
  );
}

function matches(shown: Buffer, key: Buffer): boolean {
  return shown.length === key.length && timingSafeEqual(shown, key);
}

function checkLoopback(headers: Headers): void {
  const host = headers.header('host');
  if (host !== null && !isLoopback(host)) throw foreign(`Host \`${host.slice(0, 100)}\``);
  const origin = headers.header('origin');
  if (origin !== null && !isLoopback(origin.replace(/^https?:\/\//, '')))
    throw foreign(`Origin \`${origin.slice(0, 100)}\``);
}

function foreign(what: string): GatewayError {
  return new GatewayError(
    'forbidden',
    `${what} is not this machine. Without a key the gateway serves 127.0.0.1 and localhost only; set CATO_MASTER_KEY to serve others.`,
    { code: 'foreign_host' },
  );
}

/** @param authority host with or without a port. */
function isLoopback(authority: string): boolean {
  const host = authority.match(/^(\[::1\]|[^:[\]]+)(?::\d{1,5})?$/)?.[1]?.toLowerCase();
  if (host === undefined) return false;
  return host === 'localhost' || host === '[::1]' || (host.startsWith('127.') && isIPv4(host));
}

/** What a request may ask of the gateway. */
const switches: ReadonlySet<string> = new Set([sessionHeader]);

/** A switch nobody acts on must not look as if it did. */
function checkSwitches(headers: Headers): void {
  const unknown = headers.headerNames().filter((name) => name.startsWith('x-cato-') && !switches.has(name));
  const [first] = unknown;
  if (first === undefined) return;
  throw invalidRequest(
    first,
    `Unknown request header${unknown.length > 1 ? 's' : ''} ${unknown.map((name) => `\`${name}\``).join(', ')}: this version of Cato has no such switch. Leave it out.`,
    'unknown_header',
  );
}
