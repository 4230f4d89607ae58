import { describe, expect, test } from '@jest/globals';
import { PageWriter } from '../../../core/background/page-writer.ts';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FakeStore } from './fake-store.ts';

function setUp() {
  const store = new FakeStore();
  const clock = new FakeClock();
  const aborts: GatewayError[] = [];
  const writer = new PageWriter(
    store,
    { scope: 's', turnId: 't' },
    { clock, firstSequence: 0, signal: new AbortController().signal, abort: (reason) => aborts.push(reason) },
  );
  return { store, clock, writer, aborts };
}

const delta = (text: string): ConversationEvent => ({ type: 'part-delta', index: 0, text });
const busy = new GatewayError('busy', 'the store is in trouble');

describe('PageWriter', () => {
  test('stores a page as soon as it is full, and the rest when it is closed', async () => {
    const { store, writer } = setUp();
    for (let count = 0; count < 300; count++) await writer.write(delta(String(count)));
    expect(store.pages).toEqual([128, 128]);
    await writer.close();
    expect(store.pages).toEqual([128, 128, 44]);
    expect(writer.nextSequence).toBe(300);
    expect(store.neutralEvents().at(-1)).toEqual(delta('299'));
  });

  test('stores a page of few large events', async () => {
    const { store, writer } = setUp();
    await writer.write(delta('é'.repeat(20_000)));
    expect(store.pages).toEqual([1]);
  });

  test('stores what has waited for a while, so that who reads along sees it', async () => {
    const { store, clock, writer } = setUp();
    await writer.write(delta('a'));
    await clock.advance(199);
    expect(store.pages).toEqual([]);
    await clock.advance(1);
    expect(store.pages).toEqual([1]);
    await clock.advance(150);
    await writer.write(delta('b'));
    await clock.advance(50);
    expect(store.pages).toEqual([1, 1]);
  });

  test('finds out within a second that a silent turn was cancelled', async () => {
    const { store, clock, writer, aborts } = setUp();
    await clock.advance(2000);
    expect(aborts).toEqual([]);
    store.end('cancelled');
    await clock.advance(1000);
    expect(aborts).toMatchObject([{ kind: 'client-gone' }]);
    expect(clock.pending).toBe(0);
    await expect(writer.write(delta('a'))).rejects.toMatchObject({ kind: 'client-gone' });
  });

  test('finds out that a turn was cancelled, or deleted, when it stores a page', async () => {
    for (const change of [
      (store: FakeStore) => store.end('cancelled'),
      (store: FakeStore) => (store.isDeleted = true),
    ]) {
      const { store, writer, aborts } = setUp();
      await writer.write(delta('a'));
      change(store);
      await writer.close();
      expect(aborts).toMatchObject([{ kind: 'client-gone' }]);
      expect(store.events).toEqual([]);
    }
  });

  test('asks a store in trouble again, also when the page was stored all the same', async () => {
    for (const after of [false, true]) {
      const { store, clock, writer, aborts } = setUp();
      store.troubles.push({ error: busy, after }, { error: busy, after: false });
      await writer.write(delta('a'));
      const closing = writer.close();
      await clock.advance(1000);
      await closing;
      expect({ events: store.events.length, next: writer.nextSequence, aborts }).toEqual({
        events: 1,
        next: 1,
        aborts: [],
      });
    }
  });

  test('stops when the store stays in trouble, fails otherwise, is full, or somebody else writes', async () => {
    const cases: [(store: FakeStore) => void, string][] = [
      [(store) => store.troubles.push(...Array.from({ length: 4 }, () => ({ error: busy, after: false }))), 'busy'],
      [(store) => store.troubles.push({ error: new GatewayError('internal', 'broken'), after: false }), 'internal'],
      [(store) => (store.isFull = true), 'body-too-large'],
      [(store) => store.events.push('{}', '{}', '{}'), 'internal'],
    ];
    for (const [change, kind] of cases) {
      const { store, clock, writer, aborts } = setUp();
      change(store);
      await writer.write(delta('a'));
      const closing = writer.close();
      await clock.advance(3000);
      await closing;
      expect(aborts).toMatchObject([{ kind }]);
      expect(writer.stopped).toBe(aborts[0]);
    }
  });
});
