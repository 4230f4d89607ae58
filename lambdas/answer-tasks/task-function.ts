import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { LiveGateway } from '../../wiring/deployed/live-gateway.ts';
import { type Deployment, openDeployment } from '../../wiring/deployed/open-deployment.ts';
import type { TimeLeft } from '../time-left.ts';
import { type AnswerTasks, createDependencies } from './dependencies.ts';
import { answerTaskEnvironment } from './environment.ts';

export interface TaskFunctionOptions<Input, Output> {
  /** What the task is given; anything else is refused. */
  readonly input: z.ZodType<Input>;
  readonly output: z.ZodType<Output>;
  /** As `openDeployment` takes it. Default: false. */
  readonly callsModels?: boolean;
  readonly run: (tasks: AnswerTasks, input: Input, time: TaskTime) => Promise<Output>;
}

export interface TaskTime {
  /** Aborts shortly before the function's time is over. */
  readonly signal: AbortSignal;
}

/** What is left of the function's time when its work is ended: enough to store what there is. */
const endingMs = 15_000;
const afterwardsMs = 1_000;

/** A task of background answers as a Lambda function. It may be given the same event again. */
export function taskFunction<Input, Output>(options: TaskFunctionOptions<Input, Output>) {
  const { input, output, run, callsModels = false } = options;
  let opened: { readonly deployment: Deployment; readonly live: LiveGateway<AnswerTasks> } | null = null;
  const open = () => {
    const { AWS_REGION: region = '', LAMBDA_TASK_ROOT: folder = '.' } = process.env;
    const values = answerTaskEnvironment.fromVariables(process.env);
    const document = readFileSync(join(folder, 'config.json'), 'utf8');
    const deployment = openDeployment({ values, region, document, masterKeySecret: null, callsModels });
    return { deployment, live: createDependencies(deployment) };
  };
  // Begun by the first event: a run of the machine waits for each of its tasks anyway.
  return async (event: unknown, context: TimeLeft): Promise<Output> => {
    opened ??= open();
    const { deployment, live } = opened;
    const given = input.parse(event);
    const remainingMs = context.getRemainingTimeInMillis();
    // Of a short time at most a third is for the ending.
    const ending = new AbortController();
    const timer = setTimeout(
      () => ending.abort(new GatewayError('deadline', 'The function that worked on the answer has no time left.')),
      Math.max(0, remainingMs - Math.min(endingMs, remainingMs / 3)),
    );
    try {
      return output.parse(await live.use((tasks) => run(tasks, given, { signal: ending.signal })));
    } finally {
      clearTimeout(timer);
      await deployment.work.settled(Math.min(afterwardsMs, context.getRemainingTimeInMillis() / 2));
    }
  };
}
