import { z } from 'zod';
import { taskFunction } from '../answer-tasks/task-function.ts';
import { endResult, failInput } from '../answer-tasks/task-schemas.ts';
import { endedRun, failureOfRun } from './ended-run.ts';

/** Asked by the state machine, and by EventBridge for a run that ended without having ended its turn. */
export const handler = taskFunction({
  input: z.union([failInput, endedRun]),
  output: endResult,
  async run({ steps, store }, event, { signal }) {
    const input = 'detail' in event ? failureOfRun(event) : event;
    // Most runs that failed have ended their turns: that is not to be told a second time.
    const stored = await store.readEvents(input.scope, input.turnId, -1, 1);
    if (stored === null) return { status: 'stopped' };
    return stored.status === 'in_progress' ? steps.fail(input, signal) : { status: stored.status };
  },
});
