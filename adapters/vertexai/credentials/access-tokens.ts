import type { Secret } from '../../../core/access/secret.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { AccessToken, TokenSource } from './access-token.ts';

/** The token that calls are sent with, kept until shortly before it expires. */
export interface AccessTokens {
  /**
   * A token good for at least half a minute. Waits only when there is none, ten seconds at most.
   * @param signal ends this caller's wait, not the refresh that others wait for; its reason is thrown.
   * @throws GatewayError as `TokenSource.fetch`, and `timeout`.
   */
  current(signal: AbortSignal): Promise<Secret>;
  /** The provider refused this token: it is not given out again. */
  discard(token: Secret): void;
}

/** Google renews a token on a machine of its own five minutes before the end; asked earlier, it gives the old one again. */
const refreshEarlyMs = 4 * 60_000;
const leastValidMs = 30_000;
/** A refresh in the background that failed, or brought a token as short, is tried again after this long. */
const betweenRefreshesMs = 10_000;
/** A failure is told to whoever asks within this long, without asking again. */
const failureKeptMs = 1000;
const defaultMaxWaitMs = 10_000;

/** One refresh at a time; while the old token still holds, nobody waits for it. */
export function createAccessTokens(source: TokenSource, clock: Clock, maxWaitMs = defaultMaxWaitMs): AccessTokens {
  let kept: AccessToken | null = null;
  let refreshing: Promise<AccessToken> | null = null;
  let refreshedAt = Number.NEGATIVE_INFINITY;
  let failure: { readonly error: unknown; readonly at: number } | null = null;

  function refresh(): Promise<AccessToken> {
    refreshing ??= fetchWithin(source, maxWaitMs)
      .then(
        (token) => {
          kept = token;
          failure = null;
          return token;
        },
        (error: unknown) => {
          failure = { error, at: clock.monotonic() };
          throw error;
        },
      )
      .finally(() => {
        refreshing = null;
        refreshedAt = clock.monotonic();
      });
    return refreshing;
  }

  return {
    async current(signal) {
      signal.throwIfAborted();
      const leftMs = kept === null ? 0 : kept.expiresAt - clock.now();
      if (kept !== null && leftMs > leastValidMs) {
        const isDue = leftMs <= refreshEarlyMs && clock.monotonic() - refreshedAt >= betweenRefreshesMs;
        // Its failure is of no interest while the old token holds.
        if (isDue) refresh().catch(() => {});
        return kept.value;
      }
      if (failure !== null && clock.monotonic() - failure.at < failureKeptMs) throw failure.error;
      return (await orAborted(refresh(), signal)).value;
    },

    discard(token) {
      if (kept?.value === token) kept = null;
    },
  };
}

async function fetchWithin(source: TokenSource, maxWaitMs: number): Promise<AccessToken> {
  const timeout = AbortSignal.timeout(maxWaitMs);
  try {
    return await orAborted(source.fetch(timeout), timeout);
  } catch (error) {
    if (error !== timeout.reason) throw error;
    throw new GatewayError('timeout', `Google gave no access token within ${maxWaitMs} ms; check the network.`);
  }
}

/** The promise's outcome, or the signal's reason when that comes first. */
function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
