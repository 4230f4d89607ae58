import { describe, expect, test } from '@jest/globals';
import { createNeutralStreamReader } from '../../../adapters/provider-http/neutral-stream-reader.ts';
import { parseProviderJson } from '../../../adapters/provider-http/parse-provider-json.ts';
import { streamAnswer } from '../../../adapters/provider-http/stream-answer.ts';
import type { StreamReader } from '../../../adapters/provider-http/stream-reader.ts';
import { Secret } from '../../../core/access/secret.ts';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { AnswerEvent } from '../../../core/ports/chat-model.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createBody } from './create-body.ts';

const begins: ConversationEvent = { type: 'part-begins', index: 0, part: { type: 'text' } };
const delta: ConversationEvent = { type: 'part-delta', index: 0, text: 'high' };
const finished: ConversationEvent = { type: 'finished', stopReason: 'stop' };
const end = 'data: END\n\n';

/** A format whose events are the neutral ones. */
function line(event: ConversationEvent): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}

function createReader(): StreamReader {
  const decoder = {
    decode(event: unknown) {
      const { error, more } = event as { error?: unknown; more?: unknown };
      if (error) throw new GatewayError('overloaded', 'too busy');
      if (more) throw new GatewayError('broken-answer', 'more of it');
      return [event as ConversationEvent];
    },
  };
  return createNeutralStreamReader(decoder, ({ data }) =>
    data === 'END' ? undefined : parseProviderJson(data, 'a stream event'),
  );
}

/** Streams what arrived in these pieces, then the end of the connection. */
async function stream(pieces: readonly string[], options: { reader?: StreamReader; failure?: unknown } = {}) {
  const { body, state } = createBody();
  const opened = { body, reader: options.reader ?? createReader(), upstreamRequestId: 'u', changes: [] };
  const events: AnswerEvent[] = [];
  const reading = (async () => {
    const secrets = [new Secret('tide-secret')];
    for await (const event of streamAnswer(async () => opened, new FakeClock(), secrets)) events.push(event);
  })();
  const outcome = reading.then(
    () => null,
    (reason: unknown) => reason,
  );
  for (const piece of pieces) {
    await new Promise(setImmediate);
    body.push(Buffer.from(piece));
  }
  await new Promise(setImmediate);
  if (options.failure !== undefined) body.fail(options.failure);
  else if (!state.isAbandoned) body.end();
  const error = await outcome;
  const told = events.flatMap((event) => (event.type === 'event' ? [event.event] : []));
  return { events, told, error, state };
}

describe('a stream', () => {
  test('is accepted, told event by event, and finished, and its connection is kept', async () => {
    const { events, error, state } = await stream([line(begins), line(delta) + line(finished), end]);
    expect(error).toBeNull();
    expect(events).toEqual([
      { type: 'accepted', upstreamRequestId: 'u', changes: [] },
      { type: 'event', event: begins, seen: 0 },
      { type: 'event', event: delta, seen: 1 },
      { type: 'event', event: finished, seen: 2 },
      { type: 'finished', stopReason: 'stop', usage: null },
    ]);
    expect(state.isAbandoned).toBe(false);
  });

  test('that becomes unreadable tells what came before, though it came in the same bytes', async () => {
    const { told, error, state } = await stream([`${line(begins)}${line(delta)}data: {\n\n`]);
    expect(told).toEqual([begins, delta]);
    expect(error).toMatchObject({
      kind: 'broken-answer',
      message: 'The provider sent a stream event that is not JSON.',
    });
    expect(state.isAbandoned).toBe(true);
  });

  test.each([
    ['what cannot be read', 'data: {\n\n'],
    ['what is no object', 'data: 7\n\n'],
    ['an error', 'data: {"error":"overloaded"}\n\n'],
  ])('that goes on with %s after its stop reason is complete', async (_, late) => {
    const whole = line(begins) + line(delta) + line(finished);
    for (const pieces of [[whole + late], [whole, late]]) {
      const { told, events, error } = await stream(pieces);
      expect(error).toBeNull();
      expect(told).toEqual([begins, delta, finished]);
      expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'stop', usage: null });
    }
  });

  test('that goes on with more of the answer after its stop reason is broken', async () => {
    const { told, error } = await stream([line(delta) + line(finished), 'data: {"more":true}\n\n']);
    expect(error).toMatchObject({ kind: 'broken-answer' });
    expect(told).toEqual([delta, finished]);
  });

  test('that its reader refuses after the stop reason is broken, and told without credentials', async () => {
    const reader: StreamReader = {
      read(events) {
        if (events.toString().includes('more')) throw new GatewayError('broken-answer', 'more of tide-secret');
        return [{ type: 'chunk', bytes: events, seen: 2 }];
      },
      stopReason: 'stop',
      usage: null,
      hasEnded: false,
      tail: () => '',
    };
    const { error } = await stream([line(delta), 'data: more\n\n'], { reader });
    expect(error).toMatchObject({ kind: 'broken-answer', message: 'more of [redacted]' });
  });

  test('says nothing of what follows its end marker', async () => {
    const { told } = await stream([line(begins) + line(finished) + end + line(delta)]);
    expect(told).toEqual([begins, finished]);
  });

  test.each([
    ['without a stop reason', line(delta) + end, 'The provider ended its stream without a stop reason.'],
    ['in the middle of an event', `${line(delta)}data: {`, 'The provider closed its stream in the middle of an event.'],
    ['too early', line(delta), 'The provider closed its stream before the answer was finished.'],
  ])('that ends %s is broken', async (_how, piece, message) => {
    const { told, error } = await stream([piece]);
    expect(told).toEqual([delta]);
    expect(error).toMatchObject({ kind: 'broken-answer', message });
  });

  test('whose connection breaks is finished only after its stop reason, and credentials are taken out', async () => {
    const failure = new GatewayError('broken-answer', 'tide-secret was cut');
    expect((await stream([line(delta)], { failure })).error).toMatchObject({ message: '[redacted] was cut' });
    expect((await stream([line(finished)], { failure })).error).toBeNull();
  });

  test('may owe the client more bytes at its end', async () => {
    const reader: StreamReader = {
      read: (bytes) => [{ type: 'chunk', bytes, seen: 2 }],
      stopReason: 'stop',
      usage: null,
      hasEnded: false,
      tail: () => 'owed',
    };
    const { events } = await stream([line(delta)], { reader });
    expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'stop', usage: null, tail: Buffer.from('owed') });
  });
});
