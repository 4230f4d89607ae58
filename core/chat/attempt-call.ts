import type { Clock } from '../ports/clock.ts';
import type { TargetStats } from '../ports/target-stats.ts';
import type { ClientCodec } from '../ports/wire-codec.ts';
import type { Plan } from '../resilience/outcome.ts';
import type { TargetHealth } from '../resilience/target-health.ts';
import type { CallJournal } from './call-journal.ts';

/** What attempts need of a request, whatever is asked for. */
export interface AttemptCall {
  readonly codec: Pick<ClientCodec, 'parameterName'>;
  readonly plan: Plan;
  /** Prompt tokens as estimated, before any correction, for each of the plan's targets; absent = not estimated. */
  readonly expectedTokens: readonly number[];
  /** How many answers are wanted in one. */
  readonly choiceCount: number;
  /** Processing tier asked for, as prices name it. */
  readonly processing: string;
  readonly journal: CallJournal;
  readonly clock: Clock;
  readonly health: TargetHealth;
  readonly targetStats: TargetStats;
  /** Aborts when the client leaves, or the time of the whole call is over. */
  readonly signal: AbortSignal;
  /** Whether a stream that breaks may go on by another attempt. Default: it may. */
  readonly mayGoOn?: boolean;
}
