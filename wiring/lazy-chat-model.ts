import type { AnswerEvent, ChatModel, ModelCall } from '../core/ports/chat-model.ts';

/**
 * A chat model whose code and credentials are loaded by its first call, so that a start does not wait for what
 * may never be asked. What could not be made is tried again by the next call.
 * @param protocol the model's own; `null` = neutral only.
 * @param counts whether the model, once made, can count tokens: who asks must know before.
 */
export function lazyChatModel(
  protocol: string | null,
  create: () => Promise<ChatModel>,
  { counts = false }: { readonly counts?: boolean } = {},
): ChatModel {
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
    check: async (call) => (made ?? (await make())).check?.(call),
    ...(counts && {
      async countTokens(call) {
        const { countTokens } = made ?? (await make());
        if (countTokens === undefined) throw new RangeError('the model cannot count tokens after all');
        return countTokens(call);
      },
    }),
  };
}
