import { EnvHttpProxyAgent } from 'undici';

/** How long a server may be silent before the connection counts as broken, milliseconds. */
const silenceMs = 30_000;
const connectMs = 15_000;

/** Connections for downloads; `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` hold for them. */
export function createDownloadDispatcher(): EnvHttpProxyAgent {
  return new EnvHttpProxyAgent({
    bodyTimeout: silenceMs,
    headersTimeout: silenceMs,
    connect: { timeout: connectMs },
  });
}
