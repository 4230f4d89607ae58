import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readEvents } from '../../../protocols/server-sent-events/event-data.ts';
import { EventFramer } from '../../../protocols/server-sent-events/event-framer.ts';

/** Pushes the pieces and reads what comes out. */
function frame(pieces: readonly Buffer[], framer = new EventFramer()) {
  const wholes = pieces.map((piece) => framer.push(piece)).filter((whole) => whole !== null);
  const events = wholes.flatMap((whole) => readEvents(whole)).map(({ name, data }) => ({ name, data }));
  return { events, text: Buffer.concat(wholes).toString('utf8'), pendingBytes: framer.pendingBytes };
}

function cutAt(bytes: Buffer, positions: readonly number[]): Buffer[] {
  const borders = [
    0,
    ...positions.map((position) => position % (bytes.length + 1)).sort((a, b) => a - b),
    bytes.length,
  ];
  return borders.slice(1).map((end, index) => bytes.subarray(borders[index], end));
}

const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const value = fc.string({ unit: fc.constantFrom('a', '{', '}', '"', ' ', ':', 'ü', '漢', '🙂'), maxLength: 8 });
const eventLines = fc.record({
  comment: fc.option(value, { nil: null }),
  name: fc.option(value, { nil: null }),
  data: fc.array(value, { minLength: 1, maxLength: 3 }),
});
type EventLines = typeof eventLines extends fc.Arbitrary<infer T> ? T : never;

function write({ comment, name, data }: EventLines, end: string): string {
  const lines = [
    ...(comment === null ? [] : [`:${comment}`]),
    ...(name === null ? [] : [`event: ${name}`]),
    ...data.map((line) => `data: ${line}`),
  ];
  return lines.map((line) => line + end).join('') + end;
}

describe('cutting a stream into whole events', () => {
  test('a chunk of whole events comes back as the very same buffer', () => {
    const chunk = Buffer.from('data: 1\n\ndata: 2\n\n');
    expect(new EventFramer().push(chunk)).toBe(chunk);
    const carriage = Buffer.from('data: 1\r\n\r\n');
    expect(new EventFramer().push(carriage)).toBe(carriage);
  });

  test('the rest of a chunk waits for its end', () => {
    const framer = new EventFramer();
    expect(framer.push(Buffer.from('data: 1\n\ndata'))?.toString()).toBe('data: 1\n\n');
    expect(framer.pendingBytes).toBe(4);
    expect(framer.push(Buffer.from(': 2\n'))).toBeNull();
    expect(framer.push(Buffer.from('\n'))?.toString()).toBe('data: 2\n\n');
    expect(framer.pendingBytes).toBe(0);
  });

  test('an event that ends in CR alone is given out at once', () => {
    const framer = new EventFramer();
    expect(framer.push(Buffer.from('data: 1\r\r'))?.toString()).toBe('data: 1\r\r');
  });

  test('a CRLF split between its bytes is one line end, never a blank line', () => {
    const framer = new EventFramer();
    expect(framer.push(Buffer.from('data: 1\r'))).toBeNull();
    expect(framer.push(Buffer.from('\ndata: 2\r\n\r'))?.toString()).toBe('data: 1\r\ndata: 2\r\n\r');
    expect(framer.push(Buffer.from('\ndata: 3\r\n\r\n'))?.toString()).toBe('\ndata: 3\r\n\r\n');
  });

  test('a byte order mark is taken off the start of the stream and nowhere else', () => {
    const mark = '\uFEFF';
    const bytes = Buffer.from(`${mark}data: 1\n\n${mark}data: 2\n\n`);
    for (let at = 0; at <= bytes.length; at++) {
      const { text } = frame([bytes.subarray(0, at), bytes.subarray(at)]);
      expect(text).toBe(`data: 1\n\n${mark}data: 2\n\n`);
    }
  });

  test('every split of a stream in two gives the same events and bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(eventLines, lineEnd), { minLength: 1, maxLength: 3 }), (events) => {
        const bytes = Buffer.from(events.map(([lines, end]) => write(lines, end)).join(''));
        const expected = events.map(([{ name, data }]) => ({ name, data: data.join('\n') }));
        const whole = JSON.stringify({ events: expected, text: bytes.toString(), pendingBytes: 0 });
        for (let at = 0; at <= bytes.length; at++) {
          const framed = JSON.stringify(frame([bytes.subarray(0, at), bytes.subarray(at)]));
          if (framed !== whole) throw new Error(`split at ${at} of ${bytes.length}: ${framed}`);
        }
      }),
    );
  });

  test('many splits, down to single bytes, give the same events and bytes', () => {
    const cuts = fc.array(fc.nat(500), { maxLength: 60 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(eventLines, lineEnd), { minLength: 1, maxLength: 4 }),
        cuts,
        (events, positions) => {
          const bytes = Buffer.from(events.map(([lines, end]) => write(lines, end)).join(''));
          const expected = events.map(([{ name, data }]) => ({ name, data: data.join('\n') }));
          expect(frame(cutAt(bytes, positions))).toEqual({ events: expected, text: bytes.toString(), pendingBytes: 0 });
          const singles = Array.from(bytes, (byte) => Buffer.from([byte]));
          expect(frame(singles).events).toEqual(expected);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('an unfinished event is never given out', () => {
    const framed = frame([Buffer.from('data: 1\n\ndata: {"cut'), Buffer.from(' off"}\n')]);
    expect(framed.text).toBe('data: 1\n\n');
    expect(framed.pendingBytes).toBe(18);
  });

  test('an event over the limit is a broken answer, in one piece or in many', () => {
    const broken = expect.objectContaining({ kind: 'broken-answer' });
    const line = Buffer.from(`data: ${'x'.repeat(60)}`);
    expect(() => new EventFramer(50).push(line)).toThrow(broken);
    const framer = new EventFramer(50);
    expect(() => Array.from(line, (byte) => framer.push(Buffer.from([byte])))).toThrow(broken);
    expect(new EventFramer(66).push(line)).toBeNull();
  });

  test('a long event in many pieces comes out whole', () => {
    const long = `data: ${Array.from({ length: 2000 }, (_, index) => index).join(' ')}\n\n`;
    const pieces = Array.from({ length: Math.ceil(long.length / 700) }, (_, index) =>
      Buffer.from(long.slice(700 * index, 700 * (index + 1))),
    );
    expect(frame(pieces).text).toBe(long);
  });

  test('what was given out is not overwritten by what follows', () => {
    const framer = new EventFramer();
    framer.push(Buffer.from('data: fir'));
    const first = framer.push(Buffer.from('st\n\ndata: sec'));
    framer.push(Buffer.from('ond\n\ndata: third'));
    expect(first?.toString()).toBe('data: first\n\n');
  });
});
