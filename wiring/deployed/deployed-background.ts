import type { BackgroundAnswers } from '../../core/ports/background-answers.ts';

/** As long as providers let their own background answers run. */
export const runsForMs = 60 * 60 * 1000;

export interface DeployedBackgroundOptions {
  readonly region: string;
  /** ARN of the state machine. */
  readonly machine: string;
}

/** Background answers of the deployment; who runs them is loaded when the first is asked for. */
export function deployedBackground({ region, machine }: DeployedBackgroundOptions): BackgroundAnswers {
  const load = async (): Promise<BackgroundAnswers> => {
    const [{ SFNClient }, { StepFunctionsBackgroundAnswers }] = await Promise.all([
      import('@aws-sdk/client-sfn'),
      import('../../adapters/step-functions/step-functions-background-answers.ts'),
    ]);
    return new StepFunctionsBackgroundAnswers({ client: new SFNClient({ region }), machine, runsForMs });
  };
  let loading: Promise<BackgroundAnswers> | null = null;
  const loaded = (): Promise<BackgroundAnswers> => {
    loading ??= load();
    return loading;
  };
  return {
    runsForMs,
    start: async (scope, turnId) => (await loaded()).start(scope, turnId),
    cancel: async (scope, turnId) => (await loaded()).cancel(scope, turnId),
  };
}
