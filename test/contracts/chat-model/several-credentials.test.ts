import { createOpenAiCompatibleChatModel } from '../../../adapters/openai-compatible/openai-compatible-chat-model.ts';
import { createRotatingChatModel } from '../../../adapters/provider-http/credential-rotation.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import type { Secret } from '../../../core/access/secret.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import type { RunningModel } from './chat-model-harness.ts';
import { describeChatModelContract } from './describe-chat-model-contract.ts';
import { chatCompletionsAnswers, largeChatEvent, openAiErrorInStream, openAiErrors } from './openai-harness.ts';

function createModel(baseUrl: string, key: Secret): RunningModel {
  const http = createUndiciProviderHttp({ baseUrl: `${baseUrl}/v1` });
  const model = createOpenAiCompatibleChatModel({
    http,
    apiKey: key,
    streamUsage: true,
    clock: createSystemClock(),
    userAgent: 'cato/test',
  });
  // Its own time stands still, so that a wait is told as the provider has named it.
  const models = ['1', '2'].map((name) => ({ name, model }));
  return { model: createRotatingChatModel({ models, clock: new FakeClock() }), close: () => http.close() };
}

describeChatModelContract('A provider with several credentials', {
  createModel,
  codec: openAiChat,
  answers: chatCompletionsAnswers('openai'),
  errors: openAiErrors,
  errorInStream: openAiErrorInStream,
  streamBeginning: Buffer.alloc(0),
  largeEvent: largeChatEvent,
});
