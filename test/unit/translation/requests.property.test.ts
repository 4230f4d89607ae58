import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { openAiResponses } from '../../../protocols/openai-responses/openai-responses.ts';
import { chatBody } from './chat-body.ts';
import { messagesBody } from './messages-body.ts';
import { responsesBody } from './responses-body.ts';
import { runs } from './runs.ts';
import { type Talk, talks } from './talks.ts';
import { chat, messages, responses, type Target, targets } from './targets.ts';
import { translate } from './translate.ts';

interface Client {
  readonly target: Target;
  write(talk: Talk): JsonObject;
  decode(body: JsonObject): ConversationRequest;
}

const clients: readonly Client[] = [
  { target: chat, write: chatBody, decode: openAiChat.decodeRequest },
  { target: responses, write: responsesBody, decode: openAiResponses.decodeRequest },
  { target: messages, write: messagesBody, decode: anthropicMessages.decodeRequest },
];

describe.each(clients.map((client) => [client.target.name, client] as const))('a request of %s', (_, client) => {
  test.each(targets.map((target) => [target.name, target] as const))(
    'keeps on its way to %s and back all that can be said there, and names the rest',
    (__, target) => {
      const model = fc.constantFrom(...target.models);
      fc.assert(
        fc.property(talks, model, (talk, facts) => {
          const request = client.decode(client.write(talk));
          const isOwn = target.protocol === client.target.protocol;
          const there = translate(request, target, facts, isOwn);
          const [plain] = client.target.models;
          if (!isOwn && there !== null && plain !== undefined) translate(there, client.target, plain, false);
        }),
        runs(50),
      );
    },
  );
});
