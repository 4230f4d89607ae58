import { errorStatus } from '../adapters/http/error-status.ts';
import { createBackgroundSteps } from '../core/background/create-background-steps.ts';
import { LeftTurns } from '../core/background/left-turns.ts';
import { createTurnHost } from '../core/background/turn-host.ts';
import { TurnLeases } from '../core/background/turn-leases.ts';
import type { Gateway } from '../core/chat/gateway.ts';
import type { GatewayError } from '../core/errors/gateway-error.ts';
import type { BackgroundAnswers } from '../core/ports/background-answers.ts';
import { openAiResponses } from '../protocols/openai-responses/openai-responses.ts';
import type { LocalBackgroundAnswers } from './workflow/local-background-answers.ts';

/** As long as providers let their own background answers run. */
const runsForMs = 60 * 60 * 1000;
const maxRunning = 64;

export interface OpenBackground extends BackgroundAnswers {
  /** Goes on with what other processes have left behind, from now on. */
  takeOver(): void;
  /** Takes over nothing more. */
  stopTakingOver(): Promise<void>;
  /** Takes no more, and waits so long for what runs; what is left then is broken off, and free for another process. */
  drain(maxMs: number): Promise<void>;
}

/** Background answers of this process. Their workflow is loaded when the first is asked for. */
export function openBackground(gateway: Omit<Gateway, 'background'>): OpenBackground {
  const { clock, random, events, sessions } = gateway;
  const leases = new TurnLeases({ store: sessions.store, clock, workerId: sessions.createId('worker') });
  let loading: Promise<LocalBackgroundAnswers> | null = null;
  let loaded: LocalBackgroundAnswers | null = null;
  const load = async (): Promise<LocalBackgroundAnswers> => {
    const { LocalBackgroundAnswers } = await import('./workflow/local-background-answers.ts');
    const statusOf = ({ kind }: GatewayError): number => errorStatus[kind];
    const steps = createBackgroundSteps(createTurnHost({ gateway, codec: openAiResponses, runsForMs, statusOf }));
    loaded = new LocalBackgroundAnswers({
      steps,
      leases,
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
    return loaded;
  };
  const answers = (): Promise<LocalBackgroundAnswers> => {
    loading ??= load();
    return loading;
  };
  const left = new LeftTurns({
    leases,
    clock,
    hasRoom: () => loaded?.hasRoom ?? true,
    goOn: async ({ scope, turnId }) => (await answers()).start(scope, turnId),
    giveUp: async (turn, error) => (await answers()).giveUp(turn, error),
    tell: (level, message, details) => events.notice({ level, message, details }),
  });
  return {
    runsForMs,
    takeOver: () => left.start(),
    stopTakingOver: () => left.stop(),
    async start(scope, turnId) {
      await (await answers()).start(scope, turnId);
    },
    async cancel(scope, turnId) {
      if (loading) await (await loading).cancel(scope, turnId);
    },
    async drain(maxMs) {
      await left.stop();
      if (loading) await (await loading).drain(AbortSignal.timeout(maxMs));
    },
  };
}
