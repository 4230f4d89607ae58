import { describe, expect, test } from '@jest/globals';
import { Seen } from '../../../core/ports/chat-model.ts';
import { createStreamWatcher } from '../../../protocols/openai-chat/stream-watcher.ts';
import { begin, choice, chunk, done, event, pass, passChunks, payloads, report, stop } from './watching.ts';

describe('what follows the end', () => {
  const late = event(chunk({ content: 'again' }));

  test('marker is cut, in the same bytes and in later ones', () => {
    for (const pieces of [[event(begin) + event(stop) + done + late], [event(begin), event(stop), done, late]]) {
      const { text, tail } = pass(pieces);
      expect(text + tail).toBe(event(begin) + event(stop) + done);
    }
    expect(pass([event(begin) + done + late]).text).toBe(event(begin));
  });

  test('marker is cut, though usage was owed', () => {
    const { text, tail } = pass([event(begin) + event({ ...stop, usage: report }) + done + late], {
      includeUsage: true,
    });
    expect(payloads(text + tail).at(-1)).toBe('[DONE]');
    expect(payloads(text + tail)).toHaveLength(4);
  });

  test('of a choice and goes on with it breaks the answer, however ordinary the chunk', () => {
    const watcher = createStreamWatcher({ includeUsage: false });
    for (const text of [event(begin), late, late, event(stop)]) watcher.watch(Buffer.from(text));
    expect(() => watcher.watch(Buffer.from(late))).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
  });

  test.each([
    'data: {garb\n\n',
    'data: 7\n\n',
    event({ error: { message: 'late', type: 'server_error' } }),
    'event: error\ndata: {"message":"late"}\n\n',
  ])('of all choices and is no more of them ends the answer: %j', (trouble) => {
    const whole = event(begin) + event(stop);
    for (const pieces of [[whole + trouble + late], [event(begin), event(stop), trouble, late]]) {
      const { text, tail, seen, stopReason } = pass(pieces);
      expect(text + tail).toBe(whole + done);
      expect([seen, stopReason]).toEqual([Seen.content | Seen.stop | Seen.end, 'stop']);
    }
    expect(() => pass([event(begin) + trouble])).toThrow();
  });

  test('of one choice of two may not be an error', () => {
    expect(() => pass([`${event(begin)}${event(stop)}data: {garb\n\n`], { choiceCount: 2 })).toThrow();
  });

  test('of the only choice may be no other', () => {
    const other = event({ id: 'a', choices: [choice({ role: 'assistant', content: 'B' }, null, 1)] });
    for (const pieces of [[event(begin) + event(stop) + other], [event(begin), event(stop), other]]) {
      expect(() => pass(pieces)).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
    }
  });

  test('of one choice in the very chunk in which another begins is not the end', () => {
    const both = { id: 'a', choices: [choice({ content: 'x' }, 'stop'), choice({ content: 'y' }, null, 1)] };
    const rest = event({ id: 'a', choices: [choice({}, 'stop', 1)] });
    expect(pass([event(both)], { choiceCount: 2 }).seen).toBe(Seen.content);
    expect(pass([event(both), rest], { choiceCount: 2 }).seen).toBe(Seen.content | Seen.stop);
  });

  test('of one choice may be the rest of another', () => {
    const of = (index: number, reason: string | null) => ({
      id: 'a',
      choices: [choice({ role: 'assistant', content: 'x' }, reason, index)],
    });
    const pieces = [of(0, null), of(1, null), of(0, 'stop'), of(1, null), of(1, 'stop')].map(event);
    expect(pass(pieces, { choiceCount: 2 }).text).toBe(pieces.join(''));
  });

  test('may be empty deltas, roles and usage', () => {
    const rest = [chunk({}), chunk({ role: 'assistant', content: '' }), stop, { id: 'a', choices: [], usage: report }];
    const pieces = [begin, stop, ...rest].map(event);
    expect(pass([...pieces, done], { includeUsage: true }).text).toBe(pieces.join('') + done);
  });
});

describe('what breaks the stream', () => {
  test.each<[string, string]>([
    ['data: {"error":{"message":"m","type":"server_error"}}\n\n', 'upstream-fault'],
    ['data: {"error":{"message":"m","code":"rate_limit_exceeded"}}\n\n', 'rate-limit'],
    ['data: {"id":"a","choices":[],"error":{"code":502,"message":"m"}}\n\n', 'upstream-fault'],
    ['data: {"error":"overloaded"}\n\n', 'upstream-fault'],
    ['event: error\ndata: {"message":"m","type":"overloaded_error"}\n\n', 'overloaded'],
    ['data: {"id":"a","choi\n\n', 'broken-answer'],
    ['data: <html>\n\n', 'broken-answer'],
    ['data: 7\n\n', 'broken-answer'],
    ['data: null\n\n', 'broken-answer'],
    [event(chunk({}, 'error')), 'broken-answer'],
    [`data: {"choices":[{"delta":{}}],"x":${'['.repeat(9000)}${']'.repeat(9000)}}\n\n`, 'broken-answer'],
  ])('%.60s is an error of kind %s', (text, kind) => {
    const watcher = createStreamWatcher({ includeUsage: false });
    expect(() => watcher.watch(Buffer.from(text))).toThrow(expect.objectContaining({ kind }));
  });

  test('an empty error member is none', () => {
    expect(passChunks([{ ...begin, error: null }, stop])).toHaveLength(3);
  });
});
