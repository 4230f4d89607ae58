import { describe, expect, test } from '@jest/globals';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import fc from 'fast-check';
import { parseEvents, readEvents } from '../../../protocols/server-sent-events/event-data.ts';
import { formatEvent } from '../../../protocols/server-sent-events/format-event.ts';

const contents = (text: string) => readEvents(Buffer.from(text)).map(({ name, data }) => [name, data]);

describe('reading the events of a text', () => {
  test('the ordinary event is one line of data', () => {
    expect(contents('data: {"a":1}\n\ndata: [DONE]\n\n')).toEqual([
      [null, '{"a":1}'],
      [null, '[DONE]'],
    ]);
  });

  test('several data lines are one payload, and the event keeps its name', () => {
    expect(contents('event: delta\ndata: one\ndata:two\ndata\n\n')).toEqual([['delta', 'one\ntwo\n']]);
  });

  test('comments, other fields and events without data are passed over', () => {
    expect(contents(': keep-alive\n\nid: 7\nretry: 10\n\nevent: ping\n\ndata: x\n\n')).toEqual([[null, 'x']]);
  });

  test('only the first space after the colon is taken off', () => {
    expect(contents('data:  two spaces\n\ndata:none\n\n')).toEqual([
      [null, ' two spaces'],
      [null, 'none'],
    ]);
  });

  test('an event tells where it stood, so that the text around it can be kept', () => {
    const text = ': hello\n\ndata: 1\n\nevent: x\ndata: 2\n\n';
    expect(parseEvents(text).map(({ from, to }) => text.slice(from, to))).toEqual([
      'data: 1\n\n',
      'event: x\ndata: 2\n\n',
    ]);
  });

  test('an event without its blank line was never sent', () => {
    expect(contents('data: 1\n\ndata: 2\n')).toEqual([[null, '1']]);
  });

  test('agrees with an independent reader on any mixture of lines and line ends', async () => {
    const line = fc.constantFrom('data: a', 'data:b', 'data', 'event: e', ': c', 'id: 1', 'dat', 'data : x', '', '');
    const lines = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(lines, async (pieces) => {
        // A CR line end followed by an LF line end would read as one.
        const text = `${pieces.map(([content, end]) => content + end).join('')}\n\n`;
        const expected: unknown[] = [];
        const source = new Response(text).body?.pipeThrough(new TextDecoderStream());
        for await (const { event, data } of source?.pipeThrough(new EventSourceParserStream()) ?? []) {
          expected.push([event || null, data]);
        }
        // The other reader takes an empty name for none.
        expect(contents(text).map(([name, data]) => [name || null, data])).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});

describe('writing an event', () => {
  test('reading gives back what was written', () => {
    const data = fc.string({ unit: fc.constantFrom('a', ' ', ':', '\n', 'ü') });
    const name = fc.option(fc.constantFrom('delta', 'message_stop'), { nil: null });
    fc.assert(
      fc.property(data, name, (payload, eventName) => {
        expect(contents(formatEvent(payload, eventName))).toEqual([[eventName, payload]]);
      }),
    );
  });

  test('a carriage return in the payload cannot end the event', () => {
    expect(contents(formatEvent('a\r\rb'))).toEqual([[null, 'a\n\nb']]);
  });
});
