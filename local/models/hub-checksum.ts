import { type Dispatcher, fetch } from 'undici';

/** The SHA-256 that the model hub states for a file it keeps; `null` = whoever serves the address states none. */
export async function hubChecksum(url: string, dispatcher: Dispatcher, signal: AbortSignal): Promise<string | null> {
  const response = await fetch(url, { method: 'HEAD', redirect: 'manual', dispatcher, signal }).catch(() => null);
  signal.throwIfAborted();
  const etag = response?.headers.get('x-linked-etag') ?? '';
  return /^"?([0-9a-f]{64})"?$/.exec(etag)?.[1] ?? null;
}
