import { taskFunction } from '../answer-tasks/task-function.ts';
import { endResult, finishInput } from '../answer-tasks/task-schemas.ts';

export const handler = taskFunction({
  input: finishInput,
  output: endResult,
  run: ({ steps }, input, { signal }) => steps.finish(input, signal),
});
