import { describe, expect, test } from '@jest/globals';
import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import type { AnswerContext, EventEncoder } from '../../../core/ports/wire-codec.ts';
import { Resumption } from '../../../core/resilience/recovery/resumption.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { answers, prose, sizes, write } from './arbitrary-answers.ts';
import { finished, part, started, text, visible } from './streamed-answer.ts';

const context: AnswerContext = { requestId: 'req_1', createdAt: 7, model: 'auto', includeUsage: false };

function decode(...streams: string[]): ConversationEvent[] {
  const decoder = openAiChat.createStreamDecoder();
  return streams.flatMap((stream) => decoder.decode(Buffer.from(stream)));
}

/** The chunks of a stream, one string each, the end marker last. */
function encode(events: readonly ConversationEvent[], encoder: EventEncoder): string[] {
  return [...events.flatMap((event) => encoder.encode(event).split(/(?<=\n\n)/)), encoder.end()].filter(Boolean);
}

const chunk = (delta: object, finish_reason: string | null = null): string =>
  `data: ${JSON.stringify({ id: 'a', model: 'm', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;

describe('reading back a stream', () => {
  test('gives its events, from any number of chunks at once', () => {
    const streams = [
      chunk({ role: 'assistant' }) + chunk({ content: 'A' }),
      chunk({ content: '🙂' }),
      chunk({}, 'stop'),
    ];
    expect(decode(...streams)).toEqual([started(), ...part(0, text, 'A', '🙂'), finished]);
  });

  test('finds nothing in comments, empty events and the end marker, nor after it', () => {
    expect(decode(': waiting\n\n', 'data:\n\n', 'data: [DONE]\n\n', chunk({ content: 'late' }))).toEqual([]);
  });

  test('reads lines that end in CRLF', () => {
    expect(visible(decode(chunk({ content: 'A\r\n' }).replaceAll('\n\n', '\r\n\r\n')))).toEqual(['text:A\r\n']);
  });

  test.each(['data: {"id\n\n', 'data: 7\n\n', 'data: <html>\n\n'])('%j breaks it', (stream) => {
    expect(() => decode(stream)).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
  });

  test.each([
    'data: {"error":{"message":"x","code":429}}\n\n',
    'event: error\ndata: {"message":"slow down","code":429}\n\n',
  ])('%j is the provider’s error', (stream) => {
    expect(() => decode(stream)).toThrow(expect.objectContaining({ name: 'GatewayError' }));
    expect(() => decode(stream)).not.toThrow(expect.objectContaining({ kind: 'broken-answer' }));
  });

  test.each([
    ['another choice', chunk({ content: 'B' }).replace('"index":0', '"index":1')],
    ['a call of the older kind', chunk({ function_call: { name: 'f', arguments: '' } })],
    ['more of such a call', chunk({ function_call: { arguments: '{' } })],
    ['sound', chunk({ audio: { data: 'AAAA' } })],
    ['a transcript', chunk({ audio: { transcript: 'Hel' } })],
  ])('fails at %s, which it could only leave out', (_, other) => {
    expect(() => decode(chunk({ content: 'A' }), other)).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
  });
});

interface Message {
  readonly ids: Set<unknown>;
  readonly roles: unknown[];
  content: string;
  refusal: string;
  readonly calls: { id: string; name: string; input: string }[];
  readonly finishReasons: string[];
}

/** What a client makes of a stream. */
function assemble(stream: string): Message {
  const message: Message = { ids: new Set(), roles: [], content: '', refusal: '', calls: [], finishReasons: [] };
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data === '[DONE]') return;
      const { id, choices } = JSON.parse(data);
      message.ids.add(id);
      const [{ delta, finish_reason }] = choices;
      if (delta.role) message.roles.push(delta.role);
      message.content += delta.content ?? '';
      message.refusal += delta.refusal ?? '';
      for (const { index, id: callId, ...call } of delta.tool_calls ?? []) {
        const what = call.function ?? call.custom;
        if (callId) message.calls[index] = { id: callId, name: what.name, input: '' };
        const known = message.calls[index];
        if (!known) throw new Error('input of a call that has not begun');
        known.input += what.arguments ?? what.input;
      }
      if (finish_reason) message.finishReasons.push(finish_reason);
    },
  });
  parser.feed(stream);
  return message;
}

test('a stream that broke anywhere and was restarted is one message to the client', () => {
  fc.assert(
    fc.property(answers(prose), sizes, sizes, fc.nat(), (parts, first, second, at) => {
      // Parts no client of this format is told of cannot be found in what it was sent.
      const told = parts.filter(({ part }) => part.type !== 'opaque');
      const whole = encode(write(told, first), openAiChat.createEventEncoder(context));
      const finish = whole.findIndex((event) => event.includes('"finish_reason":"'));
      const forwarded = whole.slice(0, 1 + (at % finish));

      const decoder = openAiChat.createStreamDecoder();
      const sent = forwarded.flatMap((event) => [...decoder.decode(Buffer.from(event))]);
      const encoder = openAiChat.createEventEncoder(context);
      for (const event of sent) encoder.encode(event);
      const resumption = new Resumption(sent, 'restart');
      const rest = write(told, second, 'second').flatMap((event) => resumption.push(event));
      resumption.end();
      const client = assemble([...forwarded, ...encode(rest, encoder)].join(''));
      const original = assemble(whole.join(''));

      expect(client).toEqual({ ...original, calls: expect.anything() });
      expect(client.ids).toEqual(new Set(['first']));
      expect(client.roles).toEqual(['assistant']);
      const withoutIds = ({ calls }: Message) => calls.map(({ name, input }) => ({ name, input }));
      expect(withoutIds(client)).toEqual(withoutIds(original));
    }),
    { numRuns: 200 },
  );
});

test('a stream that broke and was continued is one message to the client', () => {
  const forwarded = [chunk({ role: 'assistant', content: '' }), chunk({ content: 'Once upon' })];
  const sent = decode(...forwarded);
  const encoder = openAiChat.createEventEncoder(context);
  for (const event of sent) encoder.encode(event);
  const resumption = new Resumption(sent, 'continue');
  const rest = [started('b'), ...part(0, text, ' a ', 'time.'), finished].flatMap((event) => resumption.push(event));
  expect(assemble([...forwarded, ...encode(rest, encoder)].join(''))).toEqual({
    ids: new Set(['a']),
    roles: ['assistant'],
    content: 'Once upon a time.',
    refusal: '',
    calls: [],
    finishReasons: ['stop'],
  });
});
