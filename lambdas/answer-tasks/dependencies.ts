import { errorStatus } from '../../adapters/http/error-status.ts';
import type { BackgroundHost } from '../../core/background/background-host.ts';
import type { BackgroundSteps } from '../../core/background/background-steps.ts';
import { createBackgroundSteps } from '../../core/background/create-background-steps.ts';
import { createTurnHost } from '../../core/background/turn-host.ts';
import { openAiResponses } from '../../protocols/openai-responses/openai-responses.ts';
import { buildDeployedGateway } from '../../wiring/deployed/build-deployed-gateway.ts';
import { runsForMs } from '../../wiring/deployed/deployed-background.ts';
import { type Closable, LiveGateway } from '../../wiring/deployed/live-gateway.ts';
import type { Deployment } from '../../wiring/deployed/open-deployment.ts';

/** The tasks of background answers under one configuration. */
export interface AnswerTasks extends Closable {
  readonly steps: BackgroundSteps;
  readonly store: BackgroundHost['store'];
}

/** The one place of these functions where adapters are made and wired together. */
export function createDependencies(deployment: Deployment): LiveGateway<AnswerTasks> {
  return new LiveGateway<AnswerTasks>({
    current: async () => (await Promise.all([deployment.configurations.current(), deployment.parts()]))[0],
    async build({ config }) {
      const { gateway, close } = await buildDeployedGateway(config, await deployment.parts());
      const host = createTurnHost({
        gateway,
        codec: openAiResponses,
        runsForMs,
        statusOf: ({ kind }) => errorStatus[kind],
      });
      return { steps: createBackgroundSteps(host), store: host.store, close };
    },
  });
}
