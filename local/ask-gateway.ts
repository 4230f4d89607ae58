import type { Secret } from '../core/access/secret.ts';
import { StartError } from '../wiring/start-error.ts';

const boundMs = 5000;

export interface AskGatewayOptions {
  /** `http://host:port` of a running gateway. */
  readonly url: string;
  readonly path: string;
  readonly masterKey: Secret | null;
}

/** Asks a running gateway for one of its views. @throws StartError that says what to do. */
export async function askGateway({ url, path, masterKey }: AskGatewayOptions): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(new URL(path, url), {
      headers: masterKey === null ? {} : { authorization: `Bearer ${masterKey.reveal()}` },
      redirect: 'error',
      signal: AbortSignal.timeout(boundMs),
    });
  } catch {
    throw new StartError(`No gateway answers at ${url}: start one with \`npx cato start\`, or name it with --url.`);
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.status === 401) throw new StartError(`${url} wants its key: set CATO_MASTER_KEY.`);
  if (!response.ok) throw new StartError(messageOf(body) ?? `${url} answered with status ${response.status}.`);
  return body;
}

function messageOf(body: unknown): string | null {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : null;
  return typeof message === 'string' ? message : null;
}
