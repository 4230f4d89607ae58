import type { ChatModel } from '../../core/ports/chat-model.ts';
import { type ModelFacts, unknownModelFacts } from '../../core/routing/model-facts.ts';
import type { Target } from '../../core/routing/target.ts';

const neverCalled: ChatModel = {
  protocol: null,
  answer() {
    throw new Error('this model is not meant to be called');
  },
  complete() {
    throw new Error('this model is not meant to be called');
  },
};

export interface FakeTargetOptions {
  readonly label?: string;
  readonly name?: string;
  readonly chatModel?: ChatModel;
  readonly retries?: number;
  readonly maxAttempts?: number;
  readonly timeouts?: Partial<Target['resilience']['timeouts']>;
  readonly facts?: Partial<ModelFacts>;
  readonly rpm?: number;
  readonly tpm?: number;
}

/** A target with the default limits, for tests of what stands above it. */
export function fakeTarget(options: FakeTargetOptions = {}): Target {
  const { label = 'fake/model', chatModel = neverCalled, retries = 2, maxAttempts = 4, timeouts = {} } = options;
  const slash = label.indexOf('/');
  const model = label.slice(slash + 1);
  return {
    label,
    name: options.name ?? label,
    provider: label.slice(0, slash),
    model,
    facts: { ...unknownModelFacts(model), ...options.facts },
    chatModel,
    ...(options.rpm === undefined ? {} : { rpm: options.rpm }),
    ...(options.tpm === undefined ? {} : { tpm: options.tpm }),
    resilience: {
      retries,
      maxAttempts,
      breaker: { failures: 5, windowSeconds: 30, coolDownSeconds: 15 },
      recovery: 'continue',
      restartMaxChars: 2000,
      timeouts: {
        connectMs: 3000,
        firstTokenMs: 12_000,
        idleMs: 20_000,
        answerMs: 120_000,
        totalMs: 600_000,
        ...timeouts,
      },
    },
  };
}
