import type { AnswerEvent, ChatModel, ModelCall } from '../core/ports/chat-model.ts';

/**
 * A chat model whose code and credentials are loaded by its first call, so that a start does not wait for what
 * may never be asked. What could not be made is tried again by the next call.
 * @param protocol the model's own; `null` = neutral only.
 */
export function lazyChatModel(protocol: string | null, create: () => Promise<ChatModel>): ChatModel {
  let made: ChatModel | null = null;
  let making: Promise<ChatModel> | null = null;

  async function make(): Promise<ChatModel> {
    making ??= create();
    try {
      made = await making;
      return made;
    } finally {
      making = null;
    }
  }

  async function* makeAndAnswer(call: ModelCall): AsyncGenerator<AnswerEvent> {
    yield* (await make()).answer(call);
  }

  return {
    protocol,
    answer: (call) => (made === null ? makeAndAnswer(call) : made.answer(call)),
    complete: async (call) => (made ?? (await make())).complete(call),
  };
}
