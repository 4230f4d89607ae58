import type { Clock } from '../../core/ports/clock.ts';
import type { TaskFunction } from './call-task.ts';
import type { JsonValue } from './json-value.ts';

export interface RunOptions {
  /** The machine's name and the run's, as `$states.context` tells them. */
  readonly machineName: string;
  readonly runName: string;
  readonly input: JsonValue;
  /** By the resources that the machine was loaded with. */
  readonly tasks: Readonly<Record<string, TaskFunction>>;
  readonly clock: Clock;
  /** In [0, 1); spreads retries. */
  readonly random: () => number;
  /** Ends the run at once, wherever it is: in a wait, or in a task, whose own signal aborts. */
  readonly signal: AbortSignal;
}
