import type { AnswerEvent, ChatModel } from '../../core/ports/chat-model.ts';
import type { EmbeddingModel } from '../../core/ports/embedding-model.ts';
import { CredentialTurns, type CredentialTurnsOptions } from './credential-turns.ts';

/** One provider with several credentials, as one model that answers. */
export function createRotatingChatModel(options: CredentialTurnsOptions<ChatModel>): ChatModel {
  const turns = new CredentialTurns(options);
  const { protocol, countTokens, check } = turns.usual.model;
  return {
    protocol,

    async *answer(call): AsyncGenerator<AnswerEvent, void, undefined> {
      for (const turn of turns.of(call)) {
        let isAccepted = false;
        try {
          for await (const event of turn.model.answer(call)) {
            if (event.type === 'accepted') {
              isAccepted = true;
              turn.succeeded();
              yield { ...event, credential: turn.name };
            } else yield event;
          }
          return;
        } catch (error) {
          turn.failed(error, isAccepted);
        }
      }
    },

    async complete(call) {
      const { answer, credential } = await turns.ask(call, (model) => model.complete(call));
      return { ...answer, credential };
    },

    ...(check && { check }),
    ...(countTokens && {
      async countTokens(call) {
        return (await turns.ask(call, (model) => model.countTokens?.(call) ?? countTokens(call))).answer;
      },
    }),
  };
}

/** The same for vectors. */
export function createRotatingEmbeddingModel(options: CredentialTurnsOptions<EmbeddingModel>): EmbeddingModel {
  const turns = new CredentialTurns(options);
  return {
    protocol: turns.usual.model.protocol,
    async embed(call) {
      const { answer, credential } = await turns.ask(call, (model) => model.embed(call));
      return { ...answer, credential };
    },
  };
}
