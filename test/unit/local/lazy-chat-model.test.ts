import { expect, test } from '@jest/globals';
import type { ChatModel } from '../../../core/ports/chat-model.ts';
import { lazyChatModel } from '../../../wiring/lazy-chat-model.ts';
import { call } from './provider-bench.ts';

const model: ChatModel = {
  protocol: null,
  answer: () => {
    throw new Error('not asked for');
  },
  complete: () => Promise.reject(new Error('not asked for')),
  countTokens: async () => ({ upstreamRequestId: null, changes: [], inputTokens: 5, bytes: null }),
};

test('a model that is made by its first call counts tokens as the model does, where it is said to', async () => {
  let made = 0;
  const create = async (): Promise<ChatModel> => {
    made += 1;
    return model;
  };
  const lazy = lazyChatModel(null, create, { counts: true });
  expect(made).toBe(0);
  expect((await lazy.countTokens?.(call('m')))?.inputTokens).toBe(5);
  await lazy.countTokens?.(call('m'));
  expect(made).toBe(1);
  expect(lazyChatModel(null, create).countTokens).toBeUndefined();
});
