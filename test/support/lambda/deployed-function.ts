import { type EnvironmentOptions, FunctionEnvironment, type InvocationResult } from './function-environment.ts';

/** What an event may have, as JSON. */
const maxEventBytes = 6_291_456;

/** A function as its callers see it: as many environments as there are events at a time, used again when they are free. */
export class DeployedFunction {
  readonly #options: EnvironmentOptions;
  readonly environments: FunctionEnvironment[] = [];

  constructor(options: EnvironmentOptions) {
    this.#options = options;
  }

  /** @returns `null` for an event that is larger than one may be. */
  async invoke(event: unknown): Promise<InvocationResult | null> {
    if (Buffer.byteLength(JSON.stringify(event)) > maxEventBytes) return null;
    const free = this.environments.find(({ isBusy, isOver }) => !isBusy && !isOver);
    if (free) return free.invoke(event);
    const environment = await FunctionEnvironment.start(this.#options);
    this.environments.push(environment);
    return environment.invoke(event);
  }

  /** Everything that was written to its log. */
  get output(): string {
    return this.environments.map(({ output }) => output).join('');
  }

  /** The events of one kind in its log, and embedded metrics as `metrics`. */
  logged(): Record<string, unknown>[] {
    const lines = this.output.split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line): Record<string, unknown> => JSON.parse(line));
  }

  /** Ends its environments, so that the next event finds none. */
  async forget(): Promise<void> {
    await Promise.all(this.environments.splice(0).map((environment) => environment.close()));
  }
}
