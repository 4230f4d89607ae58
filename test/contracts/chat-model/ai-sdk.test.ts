import { createAiSdkChatModel } from '../../../adapters/ai-sdk/ai-sdk-chat-model.ts';
import { createAiSdkProvider } from '../../../adapters/ai-sdk/ai-sdk-provider.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import type { Secret } from '../../../core/access/secret.ts';
import type { RunningModel } from './chat-model-harness.ts';
import { describeChatModelContract } from './describe-chat-model-contract.ts';
import { chatCompletionsAnswers, largeChatEvent, openAiErrorInStream, openAiErrors } from './openai-harness.ts';

function createModel(baseUrl: string, key: Secret): RunningModel {
  const clock = createSystemClock();
  const provider = createAiSdkProvider({
    packageName: '@ai-sdk/openai-compatible',
    folder: import.meta.dirname,
    factory: null,
    name: 'tide',
    apiKey: key,
    baseUrl: `${baseUrl}/v1`,
    settings: {},
    clock,
  });
  const model = createAiSdkChatModel({ provider, secrets: [key], providerOptions: null, clock });
  return { model, close: () => provider.close() };
}

describeChatModelContract('A package of the AI SDK', {
  createModel,
  codec: null,
  answers: {
    ...chatCompletionsAnswers('openai'),
    'cached-usage': { missing: 'this package does not tell what was written to a cache' },
  },
  errors: openAiErrors,
  errorInStream: openAiErrorInStream,
  streamBeginning: Buffer.alloc(0),
  largeEvent: largeChatEvent,
});
