import { expect, test } from '@jest/globals';
import { everyEventLog } from '../../../adapters/event-log/every-event-log.ts';
import type { EventLog, NoticeEvent } from '../../../core/ports/event-log.ts';

const notice: NoticeEvent = { level: 'info', message: 'hello' };

test('a log that fails costs the other logs nothing, and is told of once', () => {
  const heard: string[] = [];
  const told: string[] = [];
  const broken: EventLog = {
    request() {},
    notice() {
      throw new Error('disk full');
    },
  };
  const sound: EventLog = { request() {}, notice: ({ message }) => void heard.push(message) };
  const every = everyEventLog([broken, sound], (message) => told.push(message));
  every.notice(notice);
  every.notice(notice);
  expect(heard).toEqual(['hello', 'hello']);
  expect(told).toEqual(['an event log failed: disk full']);
});
