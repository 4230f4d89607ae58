import { expect, test } from '@jest/globals';
import type { ChatCall } from '../../../core/chat/chat-call.ts';
import { streamAttempts } from '../../../core/chat/stream-attempts.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { fakeCall } from '../../support/fake-call.ts';
import { fakeTarget } from '../../support/fake-target.ts';
import { accepted, chunk, finished, ScriptedModel } from '../../support/scripted-model.ts';

/** The output limit that a target is given which goes on after 40 characters, of a request with this limit. */
async function limitOfTheRest(maxOutputTokens: number | null, prefill: boolean): Promise<number | undefined> {
  const text = 'The sky is blue because of Rayleigh scat';
  const first = new ScriptedModel([accepted, chunk(text), new GatewayError('broken-answer', 'cut')]);
  const second = new ScriptedModel([accepted, chunk(prefill ? 'tering.' : `${text}tering.`), finished]);
  const { call } = fakeCall([
    fakeTarget({ label: 'a/1', chatModel: first, retries: 0 }),
    fakeTarget({ label: 'b/2', chatModel: second, capabilities: { prefill } }),
  ]);
  const limited: ChatCall = {
    ...call,
    conversation: () => ({ ...call.conversation(), ...(maxOutputTokens === null ? {} : { maxOutputTokens }) }),
  };
  for await (const _ of streamAttempts(limited));
  expect(call.journal.recoveries).toMatchObject([{ how: prefill ? 'continue' : 'restart' }]);
  return second.calls[0]?.conversation().maxOutputTokens;
}

test('a target that goes on with a text may say what is left of the limit, a token for four characters sent', async () => {
  expect(await limitOfTheRest(100, true)).toBe(90);
});

test('it may always say a little, and as much as it likes where no limit was set', async () => {
  expect(await limitOfTheRest(12, true)).toBe(16);
  expect(await limitOfTheRest(null, true)).toBeUndefined();
});

test('a target that starts anew has the whole limit', async () => {
  expect(await limitOfTheRest(100, false)).toBe(100);
});
