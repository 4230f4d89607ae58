import { describe, expect, test } from '@jest/globals';
import { completeAttempts } from '../../../core/chat/complete-attempts.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { fakeCall } from '../../support/fake-call.ts';
import { fakeTarget } from '../../support/fake-target.ts';
import { chunk, finished, ScriptedModel } from '../../support/scripted-model.ts';

const refused = new GatewayError('upstream-auth', 'bad key');

describe('completeAttempts', () => {
  test('answers from the next target when the first refuses our credentials', async () => {
    const first = new ScriptedModel([refused]);
    const second = new ScriptedModel([chunk('{"ok":1}')]);
    const { call, clock } = fakeCall([
      fakeTarget({ label: 'a/1', chatModel: first }),
      fakeTarget({ label: 'b/2', chatModel: second }),
    ]);
    expect(await completeAttempts(call)).toMatchObject({ content: { bytes: Buffer.from('{"ok":1}') } });
    expect(call.journal.target?.label).toBe('b/2');
    expect(clock.pending).toBe(0);
  });

  test('takes what a model wrote and its own server could not read for no answer', async () => {
    const malformed = { ...finished, stopReason: 'malformed' } as const;
    const { call } = fakeCall([
      fakeTarget({ label: 'a/1', chatModel: new ScriptedModel([chunk('{'), malformed]), retries: 0 }),
      fakeTarget({ label: 'b/2', chatModel: new ScriptedModel([chunk('{"ok":1}')]) }),
    ]);
    expect(await completeAttempts(call)).toMatchObject({ content: { bytes: Buffer.from('{"ok":1}') } });
    expect(call.journal.attempts).toMatchObject([{ outcome: 'broken-answer' }, { outcome: 'finished' }]);
  });

  test('names the answer timer', async () => {
    const { call, clock } = fakeCall([fakeTarget({ chatModel: new ScriptedModel(['stall']), retries: 0 })]);
    const completing = completeAttempts(call);
    const told = expect(completing).rejects.toMatchObject({
      kind: 'timeout',
      message: expect.stringContaining('answerMs'),
    });
    await clock.advance(120_000);
    await told;
  });

  test('ends at once when the client leaves while a retry is awaited', async () => {
    const model = new ScriptedModel([new GatewayError('rate-limit', 'slow down', { retryAfterMs: 1500 })]);
    const { call, clock, client } = fakeCall([fakeTarget({ chatModel: model })]);
    const told = expect(completeAttempts(call)).rejects.toMatchObject({ kind: 'client-gone' });
    await clock.advance(10);
    client.abort(new GatewayError('client-gone', 'The client left.'));
    await told;
    expect(clock.pending).toBe(0);
  });

  test('reports a fault of its own as internal, with the cause kept for the log', async () => {
    const fault = new TypeError('a bug');
    const { call } = fakeCall([fakeTarget({ chatModel: new ScriptedModel([fault]) })]);
    await expect(completeAttempts(call)).rejects.toMatchObject({ kind: 'internal', cause: { cause: fault } });
  });
});
