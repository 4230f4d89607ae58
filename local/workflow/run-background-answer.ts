import type { BackgroundSteps } from '../../core/background/background-steps.ts';
import type { TurnRef } from '../../core/background/turn-ref.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { BackgroundAnswerTask } from '../../workflows/background-answer.ts';
import type { TaskFunction } from './call-task.ts';
import type { JsonValue } from './json-value.ts';
import type { Machine } from './machine.ts';
import { type RunResult, runMachine } from './run-machine.ts';

export interface BackgroundAnswerOptions {
  readonly machine: Machine;
  readonly steps: BackgroundSteps;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Ends the work at once and leaves the turn as it is. */
  readonly signal: AbortSignal;
}

/** The machine has told the client by then: the turn is failed. */
const toldFailure = 'Cato.AnswerFailed';

/** Works on a stored turn until it has ended, and until what was aborted of it has come to rest. Never rejects. */
export async function runBackgroundAnswer(
  { scope, turnId }: TurnRef,
  { machine, steps, clock, random, signal }: BackgroundAnswerOptions,
): Promise<RunResult> {
  const begun: Promise<unknown>[] = [];
  const result = await runMachine(machine, {
    machineName: 'background-answer',
    runName: turnId,
    input: { scope, turnId },
    tasks: tasksOf(steps, (step) => begun.push(step)),
    clock,
    random,
    signal,
  });
  await Promise.allSettled(begun);
  if (result.status === 'timed-out' || (result.status === 'failed' && result.error !== toldFailure)) {
    // The machine itself broke, or ran out of time: nobody has ended the turn.
    const message = 'The gateway itself failed on this answer; its log says more.';
    const failure = { kind: 'internal', message } as const;
    await steps.fail({ scope, turnId, progress: null, failure }, signal).catch(() => {});
  }
  return result;
}

function tasksOf(
  steps: BackgroundSteps,
  begun: (step: Promise<unknown>) => void,
): Readonly<Record<BackgroundAnswerTask, TaskFunction>> {
  const task = (name: BackgroundAnswerTask): TaskFunction => {
    return (payload, signal) => {
      const step = steps[name](received(payload), signal);
      begun(step);
      return step;
    };
  };
  return {
    prepare: task('prepare'),
    attempt: task('attempt'),
    decideNext: task('decideNext'),
    finish: task('finish'),
    fail: task('fail'),
  };
}

/** As a function elsewhere would be given it: its own copy, of what the definition says it is. */
function received(payload: JsonValue): never {
  return JSON.parse(JSON.stringify(payload)) as never;
}
