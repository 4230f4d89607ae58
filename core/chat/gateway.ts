import type { BackgroundAnswers } from '../ports/background-answers.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { FlagSource } from '../ports/flag-source.ts';
import type { TargetStats } from '../ports/target-stats.ts';
import type { Admission } from '../resilience/admission.ts';
import type { TargetHealth } from '../resilience/target-health.ts';
import type { ModelDirectory } from '../routing/model-directory.ts';
import type { Router } from '../routing/router.ts';
import type { Sessions } from '../sessions/sessions.ts';

/** What every request is served with; wired once per process, in the entry point. */
export interface Gateway {
  readonly models: ModelDirectory;
  readonly router: Router;
  readonly targetStats: TargetStats;
  readonly admission: Admission;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly health: TargetHealth;
  readonly sessions: Sessions;
  /** Absent = requests that ask for it are refused. */
  readonly background?: BackgroundAnswers;
  /** Absent = what is built in holds: everything is on. */
  readonly flags?: FlagSource;
  /** Told of what goes on after an answer and never rejects; absent = nobody stands still in between. */
  readonly afterwards?: (work: Promise<unknown>) => void;
  /** A number in [0, 1). */
  random(): number;
  /** Whether prompts and answers go into the request's event. */
  readonly logContent: boolean;
}
