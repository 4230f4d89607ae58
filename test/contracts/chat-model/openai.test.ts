import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { describeChatModelContract } from './describe-chat-model-contract.ts';
import {
  chatCompletionsAnswers,
  largeChatEvent,
  openAiErrorInStream,
  openAiErrors,
  openAiModel,
} from './openai-harness.ts';

describeChatModelContract('OpenAI', {
  createModel: openAiModel({ hasKey: true, streamUsage: true, headers: { 'openai-organization': 'org-tide' } }),
  codec: openAiChat,
  answers: chatCompletionsAnswers('openai'),
  errors: openAiErrors,
  errorInStream: openAiErrorInStream,
  streamBeginning: Buffer.alloc(0),
  largeEvent: largeChatEvent,
});
