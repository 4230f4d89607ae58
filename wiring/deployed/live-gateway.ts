import type { HoldingConfiguration } from './deployed-configurations.ts';

export interface Closable {
  close(): Promise<void>;
}

export interface LiveGatewayOptions<Built extends Closable> {
  readonly current: () => Promise<HoldingConfiguration>;
  readonly build: (configuration: HoldingConfiguration) => Promise<Built>;
}

interface Use<Built> {
  readonly configuration: HoldingConfiguration;
  readonly built: Built;
  users: number;
  isReplaced: boolean;
}

/**
 * What is made of the configuration that holds, made anew when another one does. What was made of the one before goes
 * on until the last request that uses it has ended. What could not be made is tried again by the next request.
 */
export class LiveGateway<Built extends Closable> {
  readonly #options: LiveGatewayOptions<Built>;
  #latest: Use<Built> | null = null;
  #building: Promise<Use<Built>> | null = null;

  constructor(options: LiveGatewayOptions<Built>) {
    this.#options = options;
  }

  /** Makes what the first request needs. @throws whatever keeps it from being made. */
  async prepare(): Promise<void> {
    await this.#now();
  }

  /** @throws what `work` throws, and whatever keeps it from being called. */
  async use<Result>(work: (built: Built) => Promise<Result>): Promise<Result> {
    const used = await this.#now();
    used.users += 1;
    try {
      return await work(used.built);
    } finally {
      used.users -= 1;
      closeUnused(used);
    }
  }

  async #now(): Promise<Use<Built>> {
    const configuration = await this.#options.current();
    if (this.#latest?.configuration === configuration) return this.#latest;
    this.#building ??= this.#build(configuration).finally(() => {
      this.#building = null;
    });
    return this.#building;
  }

  async #build(configuration: HoldingConfiguration): Promise<Use<Built>> {
    const before = this.#latest;
    const built = await this.#options.build(configuration);
    this.#latest = { configuration, built, users: 0, isReplaced: false };
    if (before) {
      before.isReplaced = true;
      closeUnused(before);
    }
    return this.#latest;
  }
}

function closeUnused<Built extends Closable>({ built, users, isReplaced }: Use<Built>): void {
  if (isReplaced && users === 0) void built.close().catch(() => undefined);
}
