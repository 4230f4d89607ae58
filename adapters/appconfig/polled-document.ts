import {
  type AppConfigDataClient,
  GetLatestConfigurationCommand,
  StartConfigurationSessionCommand,
} from '@aws-sdk/client-appconfigdata';
import type { Clock } from '../../core/ports/clock.ts';
import type { ConfigSource, LiveDocument } from '../../core/ports/config-source.ts';

export interface PolledDocumentOptions {
  readonly client: Pick<AppConfigDataClient, 'send'>;
  readonly application: string;
  readonly environment: string;
  readonly profile: string;
  readonly clock: Clock;
  /** Told of each poll that fails. */
  readonly failed: (error: unknown) => void;
  /** Told of each poll as it begins; it never rejects. What freezes between requests waits for it before. */
  readonly polling?: (poll: Promise<void>) => void;
  /** Asked for; AppConfig says how often it is. Default: 15, less is not taken. */
  readonly pollSeconds?: number;
}

const pollTimeoutMs = 1_500;
/** Who has asked nobody for so long is told what holds, not what held: an environment was frozen, or is new. */
const staleMs = 45_000;
/** After a failure, and twice as long after each further one, up to the interval. */
const repeatMs = 1_000;

/**
 * One document of AppConfig, polled by who asks for it: no timer runs between requests, for a frozen function has none.
 * A poll is begun when the last one is old enough; callers wait for it only where the last one is very old, so that a
 * service in trouble delays one request in a while and no more.
 */
export class PolledDocument implements ConfigSource {
  readonly #options: PolledDocumentOptions;
  readonly #pollMs: number;
  #token: string | null = null;
  #known: LiveDocument | null = null;
  #polled = 0;
  #failures = 0;
  /** When a poll ended last, in whatever way. */
  #polledAt = Number.NEGATIVE_INFINITY;
  #nextPollAt = Number.NEGATIVE_INFINITY;
  #polling: Promise<void> | null = null;

  constructor(options: PolledDocumentOptions) {
    this.#options = options;
    this.#pollMs = (options.pollSeconds ?? 15) * 1000;
  }

  async latest(): Promise<LiveDocument | null> {
    const now = this.#options.clock.monotonic();
    const isStale = now - this.#polledAt > staleMs;
    if (this.#polling === null && now >= this.#nextPollAt) {
      this.#polling = this.#poll().finally(() => {
        this.#polling = null;
      });
      this.#options.polling?.(this.#polling);
    }
    if (isStale && this.#polling) await this.#polling;
    return this.#known;
  }

  async #poll(): Promise<void> {
    const abortSignal = AbortSignal.timeout(pollTimeoutMs);
    const { client, application, environment, profile, failed, clock } = this.#options;
    let waitMs = this.#pollMs;
    try {
      if (this.#token === null) {
        const { InitialConfigurationToken } = await client.send(
          new StartConfigurationSessionCommand({
            ApplicationIdentifier: application,
            EnvironmentIdentifier: environment,
            ConfigurationProfileIdentifier: profile,
            RequiredMinimumPollIntervalInSeconds: Math.max(15, this.#pollMs / 1000),
          }),
          { abortSignal },
        );
        this.#token = InitialConfigurationToken ?? null;
      }
      const answer = await client.send(
        new GetLatestConfigurationCommand({ ConfigurationToken: this.#token ?? undefined }),
        { abortSignal },
      );
      this.#token = answer.NextPollConfigurationToken ?? null;
      const { NextPollIntervalInSeconds: seconds } = answer;
      if (seconds !== undefined) waitMs = seconds * 1000;
      this.#polled += 1;
      this.#failures = 0;
      // An empty content says that nothing has changed.
      const text = answer.Configuration?.transformToString() ?? '';
      if (text !== '') this.#known = { version: answer.VersionLabel ?? `${profile}#${this.#polled}`, text };
    } catch (error) {
      // A token is good for one call: after a failure a session begins anew.
      this.#token = null;
      waitMs = Math.min(this.#pollMs, repeatMs * 2 ** this.#failures);
      this.#failures += 1;
      failed(error);
    }
    this.#polledAt = clock.monotonic();
    this.#nextPollAt = this.#polledAt + waitMs;
  }
}
