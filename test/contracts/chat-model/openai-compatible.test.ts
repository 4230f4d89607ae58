import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { describeChatModelContract } from './describe-chat-model-contract.ts';
import {
  chatCompletionsAnswers,
  largeChatEvent,
  openAiErrorInStream,
  openAiErrors,
  openAiModel,
} from './openai-harness.ts';

// A server that is not asked for the usage of its streams and tells it all the same.
describeChatModelContract('An OpenAI-compatible server', {
  createModel: openAiModel({ hasKey: true, streamUsage: false }),
  codec: openAiChat,
  answers: chatCompletionsAnswers('openai'),
  errors: openAiErrors,
  errorInStream: openAiErrorInStream,
  streamBeginning: Buffer.alloc(0),
  largeEvent: largeChatEvent,
});
