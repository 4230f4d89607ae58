import { createBackgroundSteps } from '../core/background/create-background-steps.ts';
import { createTurnHost } from '../core/background/turn-host.ts';
import type { Gateway } from '../core/chat/gateway.ts';
import type { BackgroundAnswers } from '../core/ports/background-answers.ts';
import { openAiResponses } from '../protocols/openai-responses/openai-responses.ts';
import type { LocalBackgroundAnswers } from './workflow/local-background-answers.ts';

/** As long as providers let their own background answers run. */
const runsForMs = 60 * 60 * 1000;
const maxRunning = 64;

export interface OpenBackground extends BackgroundAnswers {
  /** Takes no more, and waits so long for what runs; what is left then is broken off. */
  drain(maxMs: number): Promise<void>;
}

/** Background answers of this process. Their workflow is loaded when the first is asked for. */
export function openBackground(gateway: Omit<Gateway, 'background'>): OpenBackground {
  const { clock, random, events } = gateway;
  let loading: Promise<LocalBackgroundAnswers> | null = null;
  const load = async (): Promise<LocalBackgroundAnswers> => {
    const { LocalBackgroundAnswers } = await import('./workflow/local-background-answers.ts');
    const steps = createBackgroundSteps(createTurnHost({ gateway, codec: openAiResponses, runsForMs }));
    return new LocalBackgroundAnswers({
      steps,
      clock,
      random,
      runsForMs,
      maxRunning,
      ended({ turnId }, { status }) {
        if (status === 'succeeded') return;
        const details = { response: turnId, status };
        events.notice({ level: 'warning', message: 'a background answer did not end by itself', details });
      },
    });
  };
  return {
    runsForMs,
    async start(scope, turnId) {
      loading ??= load();
      await (await loading).start(scope, turnId);
    },
    async cancel(scope, turnId) {
      if (loading) await (await loading).cancel(scope, turnId);
    },
    async drain(maxMs) {
      if (loading) await (await loading).drain(AbortSignal.timeout(maxMs));
    },
  };
}
