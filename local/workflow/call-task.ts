import { redact } from '../../core/access/redact.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { JsonValue } from './json-value.ts';
import { toPayload } from './payload.ts';
import { WorkflowFailure } from './workflow-failure.ts';

/**
 * What a `Task` does: the body of a Lambda function. What it throws is told by its `name` and message.
 * @param signal aborts when the run does, or the task's time is over; nobody waits for the task then.
 */
export type TaskFunction = (payload: JsonValue, signal: AbortSignal) => Promise<unknown>;

const longestMessage = 4096;

/** @param timeoutMs `null` = as long as it takes. @throws WorkflowFailure, or the signal's reason. */
export async function callTask(
  task: TaskFunction,
  payload: JsonValue,
  { clock, timeoutMs, signal }: { clock: Clock; timeoutMs: number | null; signal: AbortSignal },
): Promise<JsonValue> {
  const timeUp = new AbortController();
  const taskSignal = AbortSignal.any([signal, timeUp.signal]);
  const timer =
    timeoutMs === null
      ? null
      : clock.schedule(timeoutMs, () =>
          timeUp.abort(new WorkflowFailure('States.Timeout', `The task took longer than ${timeoutMs / 1000} s.`)),
        );
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(taskSignal.reason);
  taskSignal.addEventListener('abort', onAbort, { once: true });
  try {
    taskSignal.throwIfAborted();
    const called = call(task, payload, taskSignal);
    return toPayload(await Promise.race([called, aborted.promise]), 'The result of the task');
  } finally {
    timer?.cancel();
    taskSignal.removeEventListener('abort', onAbort);
  }
}

async function call(task: TaskFunction, payload: JsonValue, signal: AbortSignal): Promise<unknown> {
  try {
    return await task(payload, signal);
  } catch (thrown) {
    if (signal.aborted) throw signal.reason;
    const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
    const errorMessage = redact(message).slice(0, longestMessage);
    throw new WorkflowFailure(name, JSON.stringify({ errorType: name, errorMessage }));
  }
}
