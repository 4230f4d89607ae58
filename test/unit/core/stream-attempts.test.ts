import { describe, expect, test } from '@jest/globals';
import type { ChatCall } from '../../../core/chat/chat-call.ts';
import { streamAttempts } from '../../../core/chat/stream-attempts.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import { Seen } from '../../../core/ports/chat-model.ts';
import { fakeCall } from '../../support/fake-call.ts';
import { fakeTarget } from '../../support/fake-target.ts';
import { accepted, chunk, finished, ScriptedModel } from '../../support/scripted-model.ts';

interface Received {
  readonly text: string;
  readonly types: readonly string[];
  readonly error: unknown;
}

async function receive(call: ChatCall): Promise<Received> {
  const types: string[] = [];
  let text = '';
  try {
    for await (const event of streamAttempts(call)) {
      types.push(event.type);
      if (event.type === 'chunk') text += event.bytes.toString();
      if (event.type === 'event' && event.event.type === 'part-delta') text += event.event.text;
    }
    return { text, types, error: null };
  } catch (error) {
    return { text, types, error };
  }
}

const overloaded = new GatewayError('overloaded', 'too busy');
const roleOnly = chunk('role ', 0);

describe('streamAttempts', () => {
  test('passes an answer through in order', async () => {
    const model = new ScriptedModel([accepted, roleOnly, chunk('hi'), chunk('!', Seen.stop), finished]);
    const { call } = fakeCall([fakeTarget({ chatModel: model })]);
    expect(await receive(call)).toEqual({
      text: 'role hi!',
      types: ['accepted', 'chunk', 'chunk', 'chunk', 'finished'],
      error: null,
    });
    expect(call.journal.attempts).toMatchObject([
      { target: 'fake/model', outcome: 'finished', upstreamRequestId: 'up-1' },
    ]);
  });

  test('shows nothing of an answer that its own server could not read', async () => {
    const ending = { type: 'finished', stopReason: 'malformed' } as const;
    const malformed = { type: 'event', event: ending, seen: Seen.stop } as const;
    const first = new ScriptedModel([accepted, malformed, malformed]);
    const second = new ScriptedModel([accepted, chunk('hi'), finished]);
    const { call } = fakeCall([
      fakeTarget({ label: 'a/1', chatModel: first, retries: 0 }),
      fakeTarget({ label: 'b/2', chatModel: second }),
    ]);
    expect(await receive(call)).toMatchObject({ text: 'hi', error: null });
    expect(call.journal.attempts[0]?.outcome).toBe('broken-answer');
  });

  test('shows nothing of an attempt that fails before its first content', async () => {
    const first = new ScriptedModel(
      [accepted, roleOnly, overloaded],
      [accepted, roleOnly, overloaded],
      [accepted, overloaded],
    );
    const second = new ScriptedModel([accepted, chunk('from the second'), finished]);
    const { call, clock } = fakeCall([
      fakeTarget({ label: 'a/1', chatModel: first, retries: 2 }),
      fakeTarget({ label: 'b/2', chatModel: second }),
    ]);
    const receiving = receive(call);
    await clock.advance(1000);
    expect(await receiving).toMatchObject({
      text: 'from the second',
      types: ['accepted', 'chunk', 'finished'],
      error: null,
    });
    expect(first.calls).toHaveLength(3);
    expect(call.journal.target?.label).toBe('b/2');
    expect(call.journal.attempts.map(({ outcome }) => outcome)).toEqual([
      'overloaded',
      'overloaded',
      'overloaded',
      'finished',
    ]);
  });

  describe('after an attempt failed with content sent', () => {
    const broken = new GatewayError('broken-answer', 'cut');
    const half = [accepted, chunk('The sky is '), chunk('blue beca'), broken] as const;
    const prefill = { capabilities: { prefill: true }, retries: 0 };

    test('the next target is given the text and goes on from it', async () => {
      const second = new ScriptedModel([
        accepted,
        chunk('use of '),
        chunk('scattering.', Seen.content | Seen.stop),
        finished,
      ]);
      const { call } = fakeCall([
        fakeTarget({ label: 'a/1', chatModel: new ScriptedModel(half), retries: 0 }),
        fakeTarget({ label: 'b/2', chatModel: second, ...prefill }),
      ]);
      const { text, types, error } = await receive(call);
      expect({ text, error }).toEqual({ text: 'The sky is blue because of scattering.', error: null });
      expect(types.filter((type) => type === 'accepted' || type === 'resumed')).toEqual(['accepted', 'resumed']);
      expect(second.calls[0]).toMatchObject({ raw: null });
      expect(second.calls[0]?.conversation().messages.at(-1)).toEqual({
        role: 'assistant',
        parts: [{ type: 'text', text: 'The sky is blue beca' }],
      });
      expect(call.journal.recoveries).toEqual([
        { how: 'continue', from: 'a/1', to: 'b/2', characters: 20, attempt: 1 },
      ]);
    });

    test('nobody goes on where that is switched off: the client is told', async () => {
      const second = new ScriptedModel([accepted, chunk('use of scattering.', Seen.content | Seen.stop), finished]);
      const { call } = fakeCall([
        fakeTarget({ label: 'a/1', chatModel: new ScriptedModel(half), retries: 0 }),
        fakeTarget({ label: 'b/2', chatModel: second, ...prefill }),
      ]);
      expect(await receive({ ...call, mayGoOn: false })).toMatchObject({
        text: 'The sky is blue beca',
        error: { kind: 'broken-answer' },
      });
      expect(second.calls).toHaveLength(0);
      expect(call.journal.recoveries).toEqual([]);
    });

    test('a target that starts again although it was to go on says nothing twice', async () => {
      const second = new ScriptedModel([accepted, chunk('The sky is blue because of scattering.'), finished]);
      const { call } = fakeCall([
        fakeTarget({ chatModel: new ScriptedModel(half), retries: 0 }),
        fakeTarget({ chatModel: second, ...prefill }),
      ]);
      expect(await receive(call)).toMatchObject({ text: 'The sky is blue because of scattering.', error: null });
    });

    test('a target that cannot go on starts anew, and what is there already is dropped', async () => {
      const second = new ScriptedModel([accepted, chunk('The sky '), chunk('is blue because.'), finished]);
      const { call } = fakeCall([
        fakeTarget({ chatModel: new ScriptedModel(half), retries: 0 }),
        fakeTarget({ chatModel: second }),
      ]);
      expect(await receive(call)).toMatchObject({ text: 'The sky is blue because.', error: null });
      expect(call.journal.recoveries).toMatchObject([{ how: 'restart' }]);
    });

    test('an answer in other words is not spliced on: the next is tried, then the stream breaks openly', async () => {
      const other = new ScriptedModel([accepted, chunk('The sky seems blue.'), finished]);
      const same = new ScriptedModel([accepted, chunk('The sky is blue because.'), finished]);
      const targets = [new ScriptedModel(half), other, same].map((chatModel, index) =>
        fakeTarget({ label: `p/${index}`, chatModel, retries: 0 }),
      );
      expect(await receive(fakeCall(targets).call)).toMatchObject({ text: 'The sky is blue because.', error: null });
      const hopeless = [new ScriptedModel(half), new ScriptedModel([accepted, chunk('Blue?'), finished])].map(
        (chatModel, index) => fakeTarget({ label: `p/${index}`, chatModel, retries: 0 }),
      );
      const { call } = fakeCall(hopeless);
      expect(await receive(call)).toMatchObject({ text: 'The sky is blue beca', error: { kind: 'diverged' } });
      expect(call.journal.attempts.map(({ outcome }) => outcome)).toEqual(['broken-answer', 'diverged']);
    });

    test.each([
      ['several answers woven into one stream', { choiceCount: 2 }],
      ['an answer that was to tell its logprobs', { logprobs: true }],
    ])('%s cannot be gone on with', async (_, options) => {
      const second = new ScriptedModel([accepted, finished]);
      const { call } = fakeCall([
        fakeTarget({ chatModel: new ScriptedModel(half), retries: 0 }),
        fakeTarget({ chatModel: second, ...prefill }),
      ]);
      const asked: ChatCall = { ...call, conversation: () => ({ ...call.conversation(), ...options }) };
      expect(await receive(asked)).toMatchObject({ error: { kind: 'broken-answer' } });
      expect(second.calls).toHaveLength(0);
    });

    test('more than is kept is not gone on with', async () => {
      const long = Array.from({ length: 300 }, () => chunk('x'.repeat(1000)));
      const { call } = fakeCall([
        fakeTarget({ chatModel: new ScriptedModel([accepted, ...long, broken]), retries: 0 }),
        fakeTarget({ chatModel: new ScriptedModel([accepted, finished]), ...prefill }),
      ]);
      expect(await receive(call)).toMatchObject({
        error: { kind: 'broken-answer', message: expect.stringContaining('could not be gone on from') },
      });
    });
  });

  test('takes an answer that ends without finishing for a broken one', async () => {
    const model = new ScriptedModel([accepted, chunk('half')]);
    const { call } = fakeCall([fakeTarget({ chatModel: model, recovery: 'error' })]);
    expect(await receive(call)).toMatchObject({ text: 'half', error: { kind: 'broken-answer' } });
  });

  test('lets an answer without content through when the stop reason comes', async () => {
    const model = new ScriptedModel([accepted, roleOnly, chunk('stop', Seen.stop), finished]);
    const { call } = fakeCall([fakeTarget({ chatModel: model })]);
    expect(await receive(call)).toMatchObject({ text: 'role stop', error: null });
  });

  test('gives up on a provider that sends bytes without end and without content', async () => {
    const model = new ScriptedModel([
      accepted,
      ...Array.from({ length: 300 }, () => chunk('.'.repeat(1000), 0)),
      finished,
    ]);
    const { call } = fakeCall([fakeTarget({ chatModel: model, retries: 0 })]);
    expect(await receive(call)).toMatchObject({ text: '', error: { kind: 'broken-answer' } });
  });

  test('waits through any number of keep-alive comments', async () => {
    const comments = Array.from({ length: 2000 }, () => chunk(': keep-alive\n\n', 0));
    const model = new ScriptedModel([accepted, ...comments, chunk('at last'), finished]);
    const { call } = fakeCall([fakeTarget({ chatModel: model })]);
    expect(await receive(call)).toMatchObject({ text: expect.stringContaining('at last'), error: null });
  });

  test('does not take a slow client for a silent provider', async () => {
    const model = new ScriptedModel([accepted, chunk('one'), chunk('two'), chunk('three'), finished]);
    const { call, clock } = fakeCall([fakeTarget({ chatModel: model })]);
    let text = '';
    for await (const event of streamAttempts(call)) {
      if (event.type === 'chunk') text += event.bytes.toString();
      await clock.advance(70_000);
    }
    expect(text).toBe('onetwothree');
    expect(call.journal.attempts).toMatchObject([{ outcome: 'finished' }]);
  });

  test('names the first-token timer when nothing comes, and tries elsewhere', async () => {
    const silent = new ScriptedModel([accepted, 'stall']);
    const second = new ScriptedModel([accepted, chunk('here'), finished]);
    const { call, clock } = fakeCall([
      fakeTarget({ chatModel: silent, retries: 0 }),
      fakeTarget({ chatModel: second }),
    ]);
    const receiving = receive(call);
    await clock.advance(11_999);
    expect(second.calls).toHaveLength(0);
    await clock.advance(1);
    expect(await receiving).toMatchObject({ text: 'here', error: null });
    expect(call.journal.attempts[0]).toMatchObject({
      outcome: 'timeout',
      message: expect.stringContaining('firstTokenMs'),
    });
    expect(silent.released).toBe(1);
  });

  test('names the idle timer when the provider falls silent in the middle', async () => {
    const model = new ScriptedModel([accepted, chunk('half'), 'stall']);
    const { call, clock } = fakeCall([fakeTarget({ chatModel: model, recovery: 'error' })]);
    const receiving = receive(call);
    await clock.advance(20_000);
    expect(await receiving).toMatchObject({
      text: 'half',
      error: { kind: 'timeout', message: expect.stringContaining('idleMs') },
    });
  });

  test('awaits usage and the end marker for one second after the stop reason', async () => {
    const model = new ScriptedModel([accepted, chunk('all'), chunk('stop', Seen.stop), 'stall']);
    const { call, clock } = fakeCall([fakeTarget({ chatModel: model, recovery: 'error' })]);
    const receiving = receive(call);
    await clock.advance(1000);
    // An adapter that knows the answer is complete finishes it; this one does not, so the reason is told.
    expect(await receiving).toMatchObject({
      text: 'allstop',
      error: { message: expect.stringContaining('did not close') },
    });
  });

  test('cancels the attempt when the client leaves, before and after the first content', async () => {
    for (const script of [[accepted, 'stall'] as const, [accepted, chunk('half'), 'stall'] as const]) {
      const model = new ScriptedModel(script);
      const { call, clock, client } = fakeCall([fakeTarget({ chatModel: model })]);
      const receiving = receive(call);
      await clock.advance(1);
      client.abort(new GatewayError('client-gone', 'The client left.'));
      expect(await receiving).toMatchObject({ error: { kind: 'client-gone' } });
      expect(model.calls[0]?.signal.aborted).toBe(true);
      expect(model.released).toBe(1);
      expect(clock.pending).toBe(0);
    }
  });

  test('cancels the attempt when nobody reads on', async () => {
    const model = new ScriptedModel([accepted, chunk('one'), chunk('two'), finished]);
    const { call, clock } = fakeCall([fakeTarget({ chatModel: model })]);
    for await (const event of streamAttempts(call)) if (event.type === 'chunk') break;
    expect(model.calls[0]?.signal.aborted).toBe(true);
    expect(model.released).toBe(1);
    expect(clock.pending).toBe(0);
  });

  test('tells the client its own name for what a target cannot take', async () => {
    const model = new ScriptedModel([new UnsupportedOptions(['seed'], ['odd_field'])]);
    const { call } = fakeCall([fakeTarget({ chatModel: model })]);
    expect(await receive(call)).toMatchObject({
      error: { kind: 'unsupported-parameter', param: 'the_seed', message: expect.stringContaining('`odd_field`') },
    });
  });
});
