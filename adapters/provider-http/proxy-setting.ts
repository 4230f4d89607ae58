import { Secret } from '../../core/access/secret.ts';

/** A proxy on the way to a provider. */
export interface ProxySetting {
  /** `http://host:port` or `https://host:port`, without credentials. */
  readonly url: string;
  /** Host and port, for messages. */
  readonly host: string;
  /** The value of `proxy-authorization`; `null` = it wants none. */
  readonly authorization: Secret | null;
  /** The address with its credentials, for libraries that take them so. */
  readonly urlWithCredentials: Secret;
}

/**
 * @param text `http://user:password@host:port`, or `host:port`.
 * @throws TypeError, without the text, when it is no address of an HTTP proxy.
 */
export function parseProxy(text: string): ProxySetting {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') {
    throw new TypeError(
      'A proxy is given as http://host:port or https://host:port, with user:password@ if it wants it.',
    );
  }
  const { username, password, host, origin } = url;
  const urlWithCredentials = new Secret(url.href);
  if (username === '' && password === '') return { url: origin, host, authorization: null, urlWithCredentials };
  const credentials = Buffer.from(`${decode(username)}:${decode(password)}`).toString('base64');
  return { url: origin, host, authorization: new Secret(`Basic ${credentials}`), urlWithCredentials };
}

/**
 * The proxy that the environment names for an address: `https_proxy` or `http_proxy`, small letters first, unless
 * `no_proxy` excepts the host. The machine itself and its link are never asked for through a proxy.
 * @throws TypeError as `parseProxy`, naming the variable.
 */
export function environmentProxy(
  baseUrl: string,
  environment: Readonly<Record<string, string | undefined>>,
): ProxySetting | null {
  const url = new URL(baseUrl);
  const variable = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const value = environment[variable] || environment[variable.toUpperCase()];
  if (!value || isNear(url.hostname)) return null;
  if (isExcepted(url, environment.no_proxy ?? environment.NO_PROXY ?? '')) return null;
  try {
    return parseProxy(value);
  } catch (cause) {
    throw new TypeError(`${variable.toUpperCase()} is no address of a proxy. ${(cause as TypeError).message}`);
  }
}

function isNear(hostname: string): boolean {
  return /^(?:localhost|.*\.localhost|127\..*|169\.254\..*|\[::1\]|0\.0\.0\.0)$/.test(hostname);
}

/** `*`, names (which except what is below them), `.suffixes`, addresses; each with a port or without. */
function isExcepted({ hostname, port, protocol }: URL, list: string): boolean {
  const usualPort = protocol === 'https:' ? '443' : '80';
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', entryPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
      if (entryPort !== undefined && entryPort !== (port || usualPort)) return false;
      const bare = name.replace(/^\*?\./, '');
      return bare !== '' && (hostname === bare || hostname.endsWith(`.${bare}`));
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
