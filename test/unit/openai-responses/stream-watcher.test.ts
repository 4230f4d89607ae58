import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { Seen } from '../../../core/ports/chat-model.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { readRawAnswer } from '../../../protocols/openai-responses/answer-watcher.ts';
import { createStreamWatcher } from '../../../protocols/openai-responses/stream-watcher.ts';
import { EventFramer } from '../../../protocols/server-sent-events/event-framer.ts';
import { readFixture } from './read-fixture.ts';
import { readStream } from './read-stream.ts';

const sse = readFileSync(new URL('../../fixtures/openai-responses/answer.sse', import.meta.url));
const override = { id: 'resp_own', previous_response_id: 'resp_before', store: true, conversation: { id: 'conv_1' } };

function watchAll(bytes: Buffer, cuts: readonly number[], own: JsonObject) {
  const watcher = createStreamWatcher(own);
  const framer = new EventFramer();
  const forwarded: Buffer[] = [];
  let seen = 0;
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    const whole = framer.push(bytes.subarray(from, to));
    from = to;
    if (whole === null) continue;
    const watched = watcher.watch(whole);
    forwarded.push(watched.bytes);
    seen |= watched.seen;
  }
  return { watcher, seen, text: Buffer.concat(forwarded).toString('utf8') };
}

describe('a stream that passes through', () => {
  test("stays as it came when nothing of it is the gateway's", () => {
    const { watcher, text, seen } = watchAll(sse, [], {});
    expect(text).toBe(sse.toString('utf8'));
    expect(seen).toBe(Seen.content | Seen.stop | Seen.usage | Seen.end);
    expect(watcher.stopReason).toBe('tool');
    expect(watcher.usage).toMatchObject({ freshInput: 25, cacheRead: 10, output: 20 });
    expect(watcher.end()).toBe('');
  });

  test('changes only the events that hold the response, wherever the network cuts it', () => {
    const before = readStream(sse.toString('utf8'));
    fc.assert(
      fc.property(fc.array(fc.nat(sse.length), { maxLength: 6 }), (cuts) => {
        const { watcher, text } = watchAll(
          sse,
          cuts.toSorted((a, b) => a - b),
          override,
        );
        const after = readStream(text);
        expect(after).toHaveLength(before.length);
        after.forEach((event, index) => {
          const was = before[index];
          const response = was?.response;
          expect(event).toEqual(
            typeof response === 'object' ? { ...was, response: { ...response, ...override } } : was,
          );
        });
        expect(watcher.response).toMatchObject({ ...override, status: 'completed', model: 'gpt-x-2026' });
      }),
      { numRuns: 60 },
    );
  });

  test('is the same in other line ends and without names', () => {
    const plain = sse.toString('utf8').replaceAll(/^event: .*\n/gm, '');
    for (const text of [plain, sse.toString('utf8').replaceAll('\n', '\r\n')]) {
      const { watcher, seen, text: after } = watchAll(Buffer.from(text), [], override);
      expect(watcher.stopReason).toBe('tool');
      expect(seen & Seen.content).toBe(Seen.content);
      expect(after.match(/"id":"resp_own"/g)).toHaveLength(3);
    }
  });

  test('holds no content before something is said', () => {
    const watcher = createStreamWatcher(override);
    const text = sse.toString('utf8');
    const head = text.slice(0, text.indexOf('event: response.reasoning_summary_text.delta'));
    expect(watcher.watch(Buffer.from(head)).seen).toBe(0);
    expect(watcher.stopReason).toBeNull();
  });

  test('keeps letters of every script', () => {
    const event = 'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"für 🙂"}\n\n';
    const created = 'event: response.created\ndata: {"type":"response.created","response":{"id":"r","x":"ü"}}\n\n';
    const { text } = watchAll(Buffer.from(event + created + event), [], override);
    expect(text).toBe(
      event +
        created
          .replace('"r"', '"resp_own"')
          .replace('"ü"', `"ü",${JSON.stringify({ ...override, id: undefined }).slice(1, -1)}`) +
        event,
    );
  });

  test('ends with the response: what follows is not forwarded', () => {
    const { text, watcher } = watchAll(
      Buffer.concat([sse, Buffer.from('data: [DONE]\n\ndata: {"error":{}}\n\n')]),
      [],
      {},
    );
    expect(text).toBe(sse.toString('utf8'));
    expect(watcher.watch(Buffer.from('data: {}\n\n')).bytes).toHaveLength(0);
  });

  test('is read to its end when more than one event comes at once', () => {
    const delta = 'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"x"}\n\n';
    const response = { status: 'completed', output: [], usage: { input_tokens: 1, output_tokens: 2 } };
    const end = `event: response.completed\ndata: ${JSON.stringify({ type: 'response.completed', response })}\n\n`;
    const watcher = createStreamWatcher({});
    expect(watcher.watch(Buffer.from(delta)).seen).toBe(Seen.content);
    expect(watcher.watch(Buffer.from(delta)).seen).toBe(Seen.content);
    expect(watcher.watch(Buffer.from(delta + end)).seen).toBe(Seen.content | Seen.stop | Seen.usage | Seen.end);
    expect(watcher.stopReason).toBe('stop');
  });

  test('without its last event has no stop reason, whatever marker it ends with', () => {
    const text = sse.toString('utf8');
    const cut = `${text.slice(0, text.indexOf('event: response.completed'))}data: [DONE]\n\n`;
    const { watcher, text: after } = watchAll(Buffer.from(cut), [], {});
    expect(watcher.stopReason).toBeNull();
    expect(after).not.toContain('[DONE]');
  });

  test.each([
    ['event: error\ndata: {"type":"error","code":"rate_limit_exceeded","message":"m"}\n\n', 'rate-limit'],
    [
      'event: response.failed\ndata: {"type":"response.failed","response":{"error":{"code":"server_error"}}}\n\n',
      'upstream-fault',
    ],
    ['data: {"error":{"message":"m"}}\n\n', 'upstream-fault'],
    ['event: response.completed\ndata: {"type":\n\n', 'broken-answer'],
    [
      'event: response.completed\ndata: {"type":"response.completed","response":{"status":"in_progress","output":[]}}\n\n',
      'broken-answer',
    ],
  ])('tells the error in %j', (event, kind) => {
    expect(() => createStreamWatcher({}).watch(Buffer.from(event))).toThrow(expect.objectContaining({ kind }));
  });

  const created = 'event: response.created\ndata: {"type":"response.created","response":{"id":"r"}}\n\n';
  const textDelta = 'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"x"}\n\n';
  const done = 'event: response.output_text.done\ndata: {"type":"response.output_text.done","text":"x"}\n\n';
  test.each([
    ['begins anew', [created, textDelta, created]],
    ['begins anew without a name', [created, created.replace(/^.*\n/, '')]],
    ['holds a delta that was cut', [textDelta.replace('}\n', '\n')]],
    ['holds a delta that was cut, after whole ones', [textDelta, textDelta, textDelta.replace('"}\n', '\n')]],
    ['holds a delta that is no object, after whole ones', [textDelta, textDelta.replace('data: {', 'data: x')]],
    ['holds another event that was cut', [done.replace('"x"}', '"}')]],
    ['holds an item that was cut', ['event: response.output_item.added\ndata: {"item":{"type":"message"}\n\n']],
    ['holds an event whose data is a list', [done.replace(/\{.*\}/, '[]')]],
  ])('that %s is broken', (_what, events) => {
    const watcher = createStreamWatcher(override);
    const last = events.pop() ?? '';
    for (const event of events) watcher.watch(Buffer.from(event));
    expect(() => watcher.watch(Buffer.from(last))).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
  });

  describe('whose last event leaves its items out', () => {
    const event = (type: string, fields: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
    const call = (at: number, input = '{}') =>
      event('response.output_item.done', {
        output_index: at,
        item: { type: 'function_call', call_id: `call_${at}`, name: 'f', arguments: input },
      });
    const end = event('response.completed', { response: { id: 'r', status: 'completed', output: [] } });
    const watched = (...events: string[]) => createStreamWatcher(override).watch(Buffer.from(events.join('')));

    test('has them filled in, in their order, and is judged with them', () => {
      const { answer, bytes } = watched(created, call(1), call(0), end);
      expect(answer?.view.output).toMatchObject([{ call_id: 'call_0' }, { call_id: 'call_1' }]);
      expect(answer?.stopReason).toBe('tool');
      expect(readStream(bytes.toString('utf8')).at(-1)).toMatchObject({ response: { output: answer?.view.output } });
      const isBroken = expect.objectContaining({ kind: 'broken-answer' });
      expect(() => watched(created, call(0, '{"a":'), end)).toThrow(isBroken);
    });

    test.each([
      ['named events', (text: string) => text],
      ['events without names', (text: string) => text.replace(/^event: .*\n/gm, '')],
    ])('and that has told of none is not kept, and says so: %s', (_what, written) => {
      const { answer, bytes } = watched(written(created + textDelta + end));
      expect(answer).toBeUndefined();
      expect(bytes.toString('utf8')).toMatch(/"store":false.*\n\n$/);
      expect(watched(created, end).answer?.view).toMatchObject({ output: [] });
      const own = written(created + textDelta + end);
      expect(createStreamWatcher({}).watch(Buffer.from(own)).bytes.toString('utf8')).toBe(own);
    });
  });

  test('that breaks off before it has told of a response has nothing to say it of', () => {
    const watcher = createStreamWatcher(override);
    watcher.watch(Buffer.from(textDelta));
    expect(watcher.course.fail(new GatewayError('unreachable', 'Gone.'), 'req-1')).toBeNull();
  });

  test('that breaks off fails with the next number and the response so far', () => {
    const text = sse.toString('utf8');
    const { watcher } = watchAll(Buffer.from(text.slice(0, text.indexOf('event: response.completed'))), [], override);
    watcher.watch(Buffer.from(': still there\n\n'));
    const [event] = readStream(watcher.course.fail(new GatewayError('unreachable', 'Gone.'), 'req-1') ?? '');
    const last = readStream(text).length - 1;
    expect(event).toMatchObject({
      type: 'response.failed',
      sequence_number: last,
      response: { id: 'resp_own', status: 'failed', error: { code: 'upstream_unreachable' } },
    });
  });
});

describe('a whole answer that passes through', () => {
  const bytes = Buffer.from(JSON.stringify(readFixture('answer')));

  test("has its bytes kept, or the gateway's own fields put in", () => {
    expect(readRawAnswer(bytes, {}).bytes).toBe(bytes);
    const { bytes: changed, stopReason, usage } = readRawAnswer(bytes, override);
    expect(JSON.parse(changed.toString('utf8'))).toEqual({ ...readFixture('answer'), ...override });
    expect([stopReason, usage?.output]).toEqual(['tool', 20]);
  });

  test.each([
    '',
    '{',
    '[]',
    '{"error":{"code":"insufficient_quota","message":"m"}}',
    '{"status":"queued","output":[]}',
  ])('is none when it is %j', (body) => {
    expect(() => readRawAnswer(Buffer.from(body), {})).toThrow(GatewayError);
  });
});
