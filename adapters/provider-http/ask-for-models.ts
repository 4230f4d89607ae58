import type { Secret } from '../../core/access/secret.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { ProviderCodec } from '../../core/ports/wire-codec.ts';
import { parseProviderJson } from './parse-provider-json.ts';
import type { ProviderHttp } from './provider-http.ts';
import { readFailure } from './read-failure.ts';
import { readWhole } from './read-whole.ts';
import { redactError } from './redact-error.ts';

const maxListBytes = 8 * 1024 * 1024;
const maxListMs = 10_000;
const connectMs = 3000;

export interface ListingProvider {
  readonly http: ProviderHttp;
  /** `null` sends none. */
  readonly apiKey: Secret | null;
  /** The header that says the key. */
  authorize(apiKey: Secret): Readonly<Record<string, string>>;
  readonly codec: Pick<ProviderCodec, 'decodeError'>;
}

/**
 * Lets `readIds` ask for one list of models after another, by its path. Waits ten seconds at most for all of them;
 * `signal` may end it sooner.
 * @throws GatewayError when the provider cannot be reached, refuses, or answers with something else.
 */
export async function askForModels(
  { http, apiKey, authorize, codec }: ListingProvider,
  readIds: (readList: (path: string) => Promise<unknown>) => Promise<string[]>,
  signal: AbortSignal,
  clock: Clock,
): Promise<string[]> {
  const headers = { accept: 'application/json', ...(apiKey === null ? null : authorize(apiKey)) };
  const timeout = AbortSignal.timeout(maxListMs);
  const bounded = AbortSignal.any([signal, timeout]);

  async function readList(path: string): Promise<unknown> {
    const response = await http.send({ method: 'GET', path, headers, body: null, signal: bounded, connectMs });
    if (response.status !== 200) throw await readFailure(response, codec, clock);
    return parseProviderJson((await readWhole(response, maxListBytes)).toString('utf8'), 'a list of models');
  }

  try {
    return await readIds(readList);
  } catch (error) {
    if (error === timeout.reason) {
      throw new GatewayError('timeout', `The provider did not list its models within ${maxListMs / 1000} s.`);
    }
    throw redactError(error, apiKey === null ? [] : [apiKey]);
  }
}

export function notAList(): GatewayError {
  return new GatewayError('broken-answer', 'The provider answered with something other than a list of its models.');
}
