import { redact } from '../../../core/access/redact.ts';
import { Secret } from '../../../core/access/secret.ts';
import { isJsonObject } from '../../../core/conversation/is-json-object.ts';
import type { ErrorKind } from '../../../core/errors/error-kind.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import type { ProviderHttp } from '../../provider-http/provider-http.ts';
import { readWhole } from '../../provider-http/read-whole.ts';
import type { AccessToken } from './access-token.ts';

/** What every way to a token needs of the world. */
export interface TokenWorld {
  /** HTTP to one origin, closed after each use: tokens are asked for once an hour. */
  createHttp(origin: string): ProviderHttp;
  readonly clock: Clock;
}

export interface TokenServiceRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Everything secret in the request, to be taken out of what the service says of it. */
  readonly secrets: readonly Secret[];
}

const connectMs = 3000;
const maxAnswerBytes = 256 * 1024;
/** How long a token is taken to hold whose service does not say. */
const unsaidLifetimeMs = 5 * 60_000;

/** The text a token service answers with. Redirects are not followed. @throws GatewayError free of secrets. */
export async function askTokenService(
  world: TokenWorld,
  request: TokenServiceRequest,
  signal: AbortSignal,
): Promise<string> {
  const { method, url, headers, body, secrets } = request;
  const http = world.createHttp(url.origin);
  try {
    const path = url.pathname + url.search;
    const response = await http.send({ method, path, headers, body, signal, connectMs });
    const text = (await readWhole(response, maxAnswerBytes)).toString('utf8');
    if (response.status >= 200 && response.status < 300) return text;
    const said = redact(reasonIn(text), secrets).slice(0, 300);
    const why = said === '' ? `HTTP ${response.status}` : `HTTP ${response.status}: ${said}`;
    throw new GatewayError(
      kindOf(response.status),
      `${url.host} gave no access token (${why}); check the provider's credentials.`,
    );
  } finally {
    await http.close();
  }
}

/** The same for a service that answers in JSON. */
export async function askForJson(
  world: TokenWorld,
  request: TokenServiceRequest,
  signal: AbortSignal,
): Promise<JsonObject> {
  const answer = parseObject(await askTokenService(world, request, signal));
  if (answer === null) throw unreadable(request.url);
  return answer;
}

/** The token in an OAuth answer. */
export function readTokenAnswer(answer: JsonObject, url: URL, { clock }: TokenWorld): AccessToken {
  const { access_token: token, expires_in: seconds } = answer;
  const lifetimeMs = typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : unsaidLifetimeMs;
  return { value: toTokenSecret(token, url), expiresAt: clock.now() + lifetimeMs };
}

/** A token as it may stand in a header. */
export function toTokenSecret(token: unknown, url: URL): Secret {
  if (typeof token !== 'string' || !/^[\x21-\x7e]{8,}$/.test(token)) throw unreadable(url);
  return new Secret(token);
}

function unreadable(url: URL): GatewayError {
  return new GatewayError('broken-answer', `${url.host} answered with something other than an access token.`);
}

/** Whatever is wrong with what we showed is wrong with our credentials. */
function kindOf(status: number): ErrorKind {
  if (status === 429 || status === 503) return 'overloaded';
  return status >= 500 ? 'upstream-fault' : 'upstream-auth';
}

/** OAuth's two words, or Google's message. */
function reasonIn(text: string): string {
  const body = parseObject(text) ?? {};
  const error = isJsonObject(body.error) ? body.error.message : body.error;
  return [error, body.error_description].filter((word) => typeof word === 'string').join(': ');
}

function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
