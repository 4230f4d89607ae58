import type { Secret } from '../../core/access/secret.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { untilAborted } from './until-aborted.ts';

/** A token as an identity service gives it out. */
export interface FetchedToken {
  readonly token: Secret;
  /** How long it holds from now, milliseconds. */
  readonly lifeMs: number;
}

export interface TokenCacheOptions {
  /** Asks the identity service; bounded by the signal. */
  readonly fetchToken: (signal: AbortSignal) => Promise<FetchedToken>;
  readonly clock: Clock;
  /** Bound on one request for a token, milliseconds. Default 10,000. */
  readonly maxFetchMs?: number;
}

/** Short-lived tokens of one identity: fetched by one request at a time, renewed while the old one still holds. */
export interface TokenCache {
  /** @throws the signal's reason; GatewayError when no token can be had. */
  token(signal: AbortSignal): Promise<Secret>;
  /** The provider has refused it: it is not given out again, unless it is so new that another would be no better. */
  drop(token: Secret): void;
  /** The tokens that may be on their way now, the latest last; a live list, for redaction. */
  readonly secrets: readonly Secret[];
}

const earlyShare = 0.2;
const maxEarlyMs = 5 * 60_000;
/** After a failure nobody asks again for this long: an identity service is not to be flooded either. */
const pauseAfterFailureMs = 2000;
const newForMs = 30_000;
const rememberedSecrets = 2;

interface Held {
  readonly token: Secret;
  readonly askedAt: number;
  readonly renewAt: number;
  readonly endsAt: number;
}

export function createTokenCache({ fetchToken, clock, maxFetchMs = 10_000 }: TokenCacheOptions): TokenCache {
  let held: Held | null = null;
  let running: Promise<Secret> | null = null;
  let failed: { readonly error: unknown; readonly until: number } | null = null;
  const secrets: Secret[] = [];

  async function renew(): Promise<Secret> {
    const askedAt = clock.now();
    const controller = new AbortController();
    const late = new GatewayError('timeout', `The identity service gave no token within ${maxFetchMs} ms.`);
    const timer = clock.schedule(maxFetchMs, () => controller.abort(late));
    try {
      const { token, lifeMs } = await untilAborted(fetchToken(controller.signal), controller.signal);
      const earlyMs = Math.min(maxEarlyMs, lifeMs * earlyShare);
      held = { token, askedAt, renewAt: askedAt + lifeMs - earlyMs, endsAt: askedAt + lifeMs };
      failed = null;
      secrets.push(token);
      if (secrets.length > rememberedSecrets) secrets.shift();
      return token;
    } catch (error) {
      failed = { error, until: clock.now() + pauseAfterFailureMs };
      throw error;
    } finally {
      timer.cancel();
      running = null;
    }
  }

  function renewing(): Promise<Secret> {
    if (running === null) {
      running = renew();
      // Nobody may be waiting when it fails.
      running.catch(() => {});
    }
    return running;
  }

  return {
    secrets,

    async token(signal) {
      signal.throwIfAborted();
      const now = clock.now();
      const isPaused = failed !== null && now < failed.until;
      if (held !== null && now < held.endsAt) {
        if (now >= held.renewAt && !isPaused) renewing();
        return held.token;
      }
      if (running === null && failed !== null && isPaused) throw failed.error;
      return await untilAborted(renewing(), signal);
    },

    drop(token) {
      if (held?.token === token && clock.now() - held.askedAt > newForMs) held = null;
    },
  };
}
