import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { LineEventLog } from '../../../adapters/event-log/line-event-log.ts';
import { requestEvent } from './request-event.ts';

let written: string[];
let log: LineEventLog;

beforeEach(() => {
  jest.useFakeTimers();
  written = [];
  log = new LineEventLog({
    format: { request: ({ requestId }) => requestId, notice: ({ message }) => message },
    write: (lines) => void written.push(lines),
  });
});
afterEach(() => void jest.useRealTimers());

test('requests are collected for a moment and written at once, in order', () => {
  log.request(requestEvent({ requestId: 'a' }));
  log.request(requestEvent({ requestId: 'b' }));
  expect(written).toEqual([]);
  jest.advanceTimersByTime(50);
  expect(written).toEqual(['a\nb\n']);
});

test('many are written before the moment is over', () => {
  for (let count = 0; count < 700; count += 1) log.request(requestEvent({ requestId: 'x'.repeat(99) }));
  expect(written).toHaveLength(1);
  log.flush();
  expect(written.join('').split('\n')).toHaveLength(701);
});

test('a notice is written at once, after what came before it', () => {
  log.request(requestEvent({ requestId: 'a' }));
  log.notice({ level: 'info', message: 'note' });
  expect(written.join('')).toBe('a\nnote\n');
});

test('flushing twice writes nothing twice, and leaves no timer', () => {
  log.request(requestEvent({ requestId: 'a' }));
  log.flush();
  log.flush();
  expect(written).toEqual(['a\n']);
  expect(jest.getTimerCount()).toBe(0);
});
