import { describe, expect, test } from '@jest/globals';
import { createEmbeddedChatModel } from '../../../adapters/embedded/embedded-chat-model.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { Seen } from '../../../core/ports/chat-model.ts';
import { expectOrder, expectSeen } from './describe-answers.ts';
import { collectStream, createCall } from './model-call.ts';
import { summarizeStream, summarizeWhole } from './summarize-answer.ts';

// It asks nobody, so only what holds without an upstream is left of the contract.
describe('The embedded model as a chat model', () => {
  const model = createEmbeddedChatModel({ clock: createSystemClock() });

  test('text arrives streamed as it does whole', async () => {
    const whole = summarizeWhole(await model.complete(createCall({ stream: false })), null);
    const { events, failure } = await collectStream(model.answer(createCall()));
    expect(failure).toBeNull();
    expect(whole.text).not.toBe('');
    expect(summarizeStream(events, null)).toEqual(whole);
    expectOrder(events, 'event');
    expectSeen(events, whole);
  });

  test('an abort before and in the answer ends it with its reason', async () => {
    const reason = new Error('the client has left');
    const { failure } = await collectStream(model.answer(createCall({ signal: AbortSignal.abort(reason) })));
    expect(failure).toBe(reason);
    await expect(model.complete(createCall({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);

    const controller = new AbortController();
    const reading = async () => {
      for await (const event of model.answer(createCall({ signal: controller.signal }))) {
        if ('seen' in event && event.seen & Seen.content) controller.abort(reason);
      }
    };
    await expect(reading()).rejects.toBe(reason);
  });
});
