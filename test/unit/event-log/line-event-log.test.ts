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

test('lines without room are dropped and counted, and said once when there is room again', () => {
  let hasRoom = false;
  const taken: string[] = [];
  const full = new LineEventLog({
    format: { request: ({ requestId }) => requestId, notice: ({ message }) => message },
    write: (lines) => {
      if (hasRoom) taken.push(lines);
      return hasRoom;
    },
  });
  for (const requestId of ['a', 'b', 'c']) full.request(requestEvent({ requestId }));
  full.flush();
  full.request(requestEvent({ requestId: 'd' }));
  full.flush();
  hasRoom = true;
  for (const requestId of ['e', 'f']) {
    full.request(requestEvent({ requestId }));
    full.flush();
  }
  expect(taken.join('')).toMatch(/^4 log lines dropped.*\ne\nf\n$/);
});
