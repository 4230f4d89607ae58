import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Seen } from '../../../core/ports/chat-model.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { endOfStream } from '../../../protocols/anthropic-messages/end-of-stream.ts';
import { readOrdinaryDelta } from '../../../protocols/anthropic-messages/ordinary-delta.ts';
import { createStreamWatcher } from '../../../protocols/anthropic-messages/stream-watcher.ts';
import { EventFramer } from '../../../protocols/server-sent-events/event-framer.ts';
import { thrownBy } from './encode.ts';
import { answerNames, readStreamFixture } from './fixtures.ts';
import { assemble, decodeStream } from './stream.ts';

function sse(event: JsonObject & { readonly type: string }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

function textDelta(text: string, index = 0) {
  return sse({ type: 'content_block_delta', index, delta: { type: 'text_delta', text } });
}

const opens = sse({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
const stops = sse({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } });

/** A watcher that has seen these events. */
function after(...events: string[]) {
  const watcher = createStreamWatcher();
  for (const event of events) watcher.watch(Buffer.from(event));
  return watcher;
}

test.each(answerNames)('%s passes through byte for byte, and is understood, however it is cut', async (name) => {
  const bytes = readStreamFixture(name);
  const { stopReason, usage } = assemble(await decodeStream([bytes]));
  const cuts = [bytes.length, 1, 7, 100, 1000];
  for (const size of cuts) {
    const framer = new EventFramer();
    const watcher = createStreamWatcher();
    const forwarded: Buffer[] = [];
    let seen = 0;
    for (let from = 0; from < bytes.length; from += size) {
      const whole = framer.push(bytes.subarray(from, from + size));
      if (whole === null) continue;
      const chunk = watcher.watch(whole);
      // Not a copy.
      if (size === bytes.length) expect(chunk.bytes).toBe(whole);
      forwarded.push(chunk.bytes);
      seen |= chunk.seen;
    }
    expect(Buffer.concat(forwarded).equals(bytes)).toBe(true);
    expect([watcher.stopReason, watcher.usage]).toEqual([stopReason, usage]);
    expect(seen).toBe(Seen.content | Seen.stop | Seen.usage | Seen.end);
    expect(watcher.end()).toBe('');
  }
});

test('what is content is told for each chunk', () => {
  const seen = (watcher: ReturnType<typeof after>, ...events: string[]) =>
    watcher.watch(Buffer.from(events.join(''))).seen;
  expect(seen(after(), sse({ type: 'message_start' }), sse({ type: 'ping' }), opens)).toBe(0);
  expect(seen(after(opens), textDelta('a'))).toBe(Seen.content);
  expect(seen(after(opens), textDelta(''))).toBe(0);
  expect(seen(after(opens), textDelta('\u0001'))).toBe(Seen.content);
  const signature = { type: 'signature_delta', signature: 's' };
  expect(seen(after(opens), sse({ type: 'content_block_delta', index: 0, delta: signature }))).toBe(0);
  const call = { type: 'tool_use', id: 'a', name: 'b', input: {} };
  expect(seen(after(), sse({ type: 'content_block_start', index: 0, content_block: call }))).toBe(Seen.content);
  const start = sse({ type: 'message_start', message: { usage: { input_tokens: 9 } } });
  expect(seen(after(start, opens), stops)).toBe(Seen.stop | Seen.usage);
  expect(seen(after(opens, stops), endOfStream)).toBe(Seen.end);
});

test('the usage of the end is taken over that of the start, and none without a count of the output', () => {
  const start = sse({ type: 'message_start', message: { usage: { input_tokens: 9, output_tokens: 1 } } });
  expect(after(start, stops).usage).toMatchObject({ freshInput: 9, output: 2 });
  expect(after(start, sse({ type: 'message_delta', delta: { stop_reason: 'end_turn' } })).usage).toBeNull();
});

test('an end without a stop reason is not forwarded', () => {
  const watcher = after(opens, textDelta('a'));
  const { bytes, seen } = watcher.watch(Buffer.from(textDelta('b') + endOfStream));
  expect(bytes.toString()).toBe(textDelta('b'));
  expect([seen, watcher.stopReason]).toEqual([Seen.content | Seen.end, null]);
});

test('a client whose provider leaves out the end is given one, once', () => {
  const watcher = after(opens, textDelta('a'), stops);
  expect([watcher.end(), watcher.end()]).toEqual([endOfStream, '']);
});

test('what follows the end, or an error after a whole answer, is not forwarded', () => {
  const watcher = after(opens, stops);
  const error = sse({ type: 'error', error: { type: 'api_error', message: 'late' } });
  const { bytes, seen } = watcher.watch(Buffer.from(sse({ type: 'ping' }) + error));
  expect([bytes.toString(), seen]).toEqual([sse({ type: 'ping' }), Seen.end]);
  expect(watcher.watch(Buffer.from(error)).bytes.length).toBe(0);
  const ended = after(opens, stops).watch(Buffer.from(endOfStream + textDelta('b')));
  expect(ended.bytes.toString()).toBe(endOfStream);
});

test.each<[string, string[], string, string]>([
  ['an error', [opens], sse({ type: 'error', error: { type: 'overloaded_error', message: 'x' } }), 'overloaded'],
  ['an error in bare words', [opens], 'event: error\ndata: upstream is gone\n\n', 'upstream-fault'],
  ['what cannot be read', [opens], 'event: content_block_delta\ndata: {"type":"content\n\n', 'broken-answer'],
  ['something that is no object', [], 'data: 5\n\n', 'broken-answer'],
  ['a second start', [sse({ type: 'message_start' })], sse({ type: 'message_start' }), 'broken-answer'],
  ['more of a block that is not open', [opens], textDelta('a', 1), 'broken-answer'],
  [
    'more of a block that has ended',
    [opens, sse({ type: 'content_block_stop', index: 0 })],
    textDelta('a'),
    'broken-answer',
  ],
  ['content after the stop reason', [opens, stops], textDelta('a'), 'broken-answer'],
  ['a block after the stop reason', [opens, stops], opens, 'broken-answer'],
])('%s is thrown', (_, before, event, kind) => {
  const watcher = after(...before);
  expect(thrownBy(() => watcher.watch(Buffer.from(event)))).toMatchObject({ kind });
});

test('an ordinary event is recognised exactly when it is one', () => {
  const fields = fc.constantFrom(
    ['text_delta', 'text'],
    ['thinking_delta', 'thinking'],
    ['input_json_delta', 'partial_json'],
  );
  fc.assert(
    fc.property(
      fields,
      fc.string({ unit: 'binary' }),
      fc.nat({ max: 2000 }),
      fc.nat({ max: 3 }),
      (field, text, index, pad) => {
        const [type = '', name = ''] = field;
        const event = Buffer.from(
          sse({ type: 'content_block_delta', index, delta: { type, [name]: text } }).replace(
            /\}\n\n$/,
            `${' '.repeat(pad)}}\n\n`,
          ),
        );
        const found = readOrdinaryDelta(Buffer.concat([Buffer.from('x'), event]), 1);
        const isPlain = !JSON.stringify(text).includes('\\u');
        expect(found).toEqual(isPlain ? { index, isEmpty: text === '', to: event.length + 1 } : null);
      },
    ),
    { numRuns: 150 },
  );
});

test('an event that differs anywhere is read as a whole', () => {
  const event = textDelta('tide');
  expect(readOrdinaryDelta(Buffer.from(event), 0)).not.toBeNull();
  fc.assert(
    fc.property(
      fc.nat({ max: event.length - 1 }),
      fc.constantFrom('{', '"', '\\', '\n', 'x', ''),
      (at, replacement) => {
        const changed = event.slice(0, at) + replacement + event.slice(at + 1);
        if (readOrdinaryDelta(Buffer.from(changed), 0) === null) return;
        expect(JSON.parse(changed.split('\n')[1]?.slice(6) ?? '')).toMatchObject({
          type: 'content_block_delta',
          delta: { type: 'text_delta', text: expect.any(String) },
        });
        expect(changed.endsWith('}\n\n')).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});
