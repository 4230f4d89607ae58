import { taskFunction } from '../answer-tasks/task-function.ts';
import { prepareResult, turnRef } from '../answer-tasks/task-schemas.ts';

export const handler = taskFunction({
  input: turnRef,
  output: prepareResult,
  run: ({ steps }, turn, { signal }) => steps.prepare(turn, signal),
});
