import { taskFunction } from '../answer-tasks/task-function.ts';
import { attemptInput, attemptResult } from '../answer-tasks/task-schemas.ts';

export const handler = taskFunction({
  input: attemptInput,
  output: attemptResult,
  callsModels: true,
  async run({ steps }, input, { signal }) {
    try {
      return await steps.attempt(input, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      // The function's time is over before the answer: what came is stored, and as of an attempt that was lost with
      // its function, the next one finds it and goes on from there.
      return { progress: input.progress };
    }
  },
});
