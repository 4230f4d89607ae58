import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { describeChatModelContract } from './describe-chat-model-contract.ts';
import { chatCompletionsAnswers, largeChatEvent, openAiModel } from './openai-harness.ts';
import { readWholeFixture } from './read-fixture.ts';

const noKeys = { missing: 'Ollama has no keys, accounts or limits' };

describeChatModelContract('Ollama', {
  createModel: openAiModel({ hasKey: false, streamUsage: true }),
  codec: openAiChat,
  answers: {
    ...chatCompletionsAnswers('ollama'),
    'cached-usage': { missing: 'Ollama does not tell what its prompt cache had' },
    'stop-filtered': { missing: 'Ollama filters nothing' },
  },
  errors: {
    'upstream-auth': noKeys,
    'upstream-permission': noKeys,
    'upstream-billing': noKeys,
    'rate-limit': noKeys,
    'body-too-large': { missing: 'Ollama has no limit on bodies' },
    'context-too-long': { missing: 'Ollama cuts a prompt that is too long' },
    'upstream-not-found': readWholeFixture('ollama', 'error-model-not-found'),
    'invalid-request': readWholeFixture('ollama', 'error-invalid-request'),
    'upstream-fault': readWholeFixture('ollama', 'error-fault'),
    overloaded: readWholeFixture('ollama', 'error-overloaded'),
  },
  errorInStream: { missing: 'what Ollama sends when a stream fails is not documented' },
  streamBeginning: Buffer.alloc(0),
  largeEvent: largeChatEvent,
});
