import { expect, test } from '@jest/globals';
import type { EventLog } from '../../../core/ports/event-log.ts';
import { DeferredEventLog } from '../../../wiring/deployed/deferred-event-log.ts';

const notice = (message: string) => ({ level: 'info', message }) as const;

function heard(): { readonly log: EventLog; readonly messages: string[] } {
  const messages: string[] = [];
  return { messages, log: { request() {}, notice: ({ message }) => void messages.push(message) } };
}

test('events wait for the log in order, and only so many', async () => {
  const { log, messages } = heard();
  const loading = Promise.withResolvers<EventLog>();
  const begun: Promise<void>[] = [];
  const deferred = new DeferredEventLog(
    () => loading.promise,
    (load) => void begun.push(load),
  );
  for (let number = 0; number < 5_000; number++) deferred.notice(notice(`${number}`));
  expect(begun).toHaveLength(1);
  loading.resolve(log);
  await Promise.all(begun);
  expect(messages).toEqual(Array.from({ length: 1_000 }, (_, number) => `${number}`));
  deferred.notice(notice('later'));
  expect(messages.at(-1)).toBe('later');
});

test('a log that cannot be loaded is tried again with the next event, and loses none', async () => {
  const { log, messages } = heard();
  const begun: Promise<void>[] = [];
  let tries = 0;
  const deferred = new DeferredEventLog(
    async () => {
      if (++tries === 1) throw new Error('not now');
      return log;
    },
    (load) => void begun.push(load),
  );
  deferred.notice(notice('first'));
  await Promise.all(begun);
  expect(messages).toEqual([]);
  deferred.notice(notice('second'));
  await Promise.all(begun);
  expect([messages, tries]).toEqual([['first', 'second'], 2]);
});
