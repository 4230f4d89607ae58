import { redact } from '../../core/access/redact.ts';
import { Secret } from '../../core/access/secret.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { FetchedToken } from '../provider-http/credential-token-cache.ts';
import type { ProviderHttp } from '../provider-http/provider-http.ts';
import { readWhole } from '../provider-http/read-whole.ts';

/** One request for a token, to Entra ID or to a managed identity's endpoint. */
export interface EntraTokenRequest {
  readonly http: ProviderHttp;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Form fields of a POST. */
  readonly form?: Readonly<Record<string, string>>;
  /** Who is asked, for messages. */
  readonly source: string;
  /** What must not show in an error. */
  readonly secrets: readonly Secret[];
  readonly clock: Pick<Clock, 'now'>;
}

const connectMs = 3000;
const maxBodyBytes = 64 * 1024;
const maxReasonLength = 300;

/** @throws GatewayError `upstream-auth` when the identity is refused; other kinds when nobody could say. */
export async function requestEntraToken(request: EntraTokenRequest, signal: AbortSignal): Promise<FetchedToken> {
  const { http, method, path, form, source, secrets, clock } = request;
  const headers = {
    accept: 'application/json',
    ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
    ...request.headers,
  };
  const body = form ? new URLSearchParams(form).toString() : null;
  const response = await http.send({ method, path, headers, body, signal, connectMs });
  const said = parse((await readWhole(response, maxBodyBytes)).toString('utf8'));
  const { status } = response;
  if (status !== 200) throw refusal(status, said, source, secrets);
  // App services say only when it ends, and numbers may be text.
  const seconds = Number(said.expires_in ?? Number(said.expires_on) - clock.now() / 1000);
  if (typeof said.access_token !== 'string' || said.access_token === '' || !(seconds > 0)) {
    throw new GatewayError('upstream-fault', `${source} answered without a token that can be used.`);
  }
  return { token: new Secret(said.access_token), lifeMs: seconds * 1000 };
}

function refusal(
  status: number,
  said: Readonly<Record<string, unknown>>,
  source: string,
  secrets: readonly Secret[],
): GatewayError {
  const { error, error_description } = said;
  const words = typeof error_description === 'string' ? error_description : typeof error === 'string' ? error : '';
  // The lines after the first are ids and times.
  const [line = ''] = redact(words, secrets).split(/\r?\n/);
  const reason = line === '' ? '' : `: ${line.slice(0, maxReasonLength)}`;
  const isRefused = status >= 400 && status < 500 && status !== 408 && status !== 429;
  const message = isRefused
    ? `${source} refused the gateway's identity (${status})${reason}`
    : `${source} gave no token (${status})${reason}`;
  // Not a 429 of the model: the wait is the identity's, and no target's.
  return new GatewayError(isRefused ? 'upstream-auth' : 'upstream-fault', message);
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
