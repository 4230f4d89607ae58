import { taskFunction } from '../answer-tasks/task-function.ts';
import { decideInput, decideResult } from '../answer-tasks/task-schemas.ts';

export const handler = taskFunction({
  input: decideInput,
  output: decideResult,
  run: ({ steps }, input, { signal }) => steps.decideNext(input, signal),
});
