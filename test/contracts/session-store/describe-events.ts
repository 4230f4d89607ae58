import { expect, test } from '@jest/globals';
import { sessionLimits } from '../../../core/sessions/session-limits.ts';
import { type CreateSessionStore, ending, newTurn, scope, sessionBench, stranger } from './session-bench.ts';

const page = (firstSequence: number, count: number, text = '') => ({
  firstSequence,
  events: Array.from({ length: count }, (_, index) => JSON.stringify({ sequence_number: firstSequence + index, text })),
});

export function describeEvents(create: CreateSessionStore): void {
  test('events are read from after any number, across pages', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a'), null);
    for (const next of [page(0, 3), page(3, 1), page(4, 2)]) {
      expect(await store.appendEvents(scope, 'a', next)).toEqual({ result: 'appended' });
    }
    expect(await store.turn(scope, 'a')).toMatchObject({ nextSequence: 6 });
    for (let after = -1; after < 7; after++) {
      const read = await store.readEvents(scope, 'a', after, 1e6);
      expect(read).toMatchObject({ status: 'in_progress', nextSequence: 6 });
      const expected = page(0, 6).events.map((event, sequence) => ({ sequence, event }));
      expect(read?.events).toEqual(expected.slice(after + 1));
    }
  });

  test('a reading is bounded in bytes, and never empty while there is more', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a'), null);
    await store.appendEvents(scope, 'a', page(0, 4, 'é'));
    const bytes = Buffer.byteLength(page(0, 1, 'é').events[0] ?? '');
    const read = async (maxBytes: number) =>
      (await store.readEvents(scope, 'a', 0, maxBytes))?.events.map(({ sequence }) => sequence);
    expect(await read(2 * bytes)).toEqual([1, 2]);
    expect(await read(2 * bytes - 1)).toEqual([1]);
    expect(await read(0)).toEqual([1]);
  });

  test('events have no gaps and are stored once', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a'), null);
    expect(await store.appendEvents(scope, 'a', page(1, 1))).toEqual({ result: 'gap', nextSequence: 0 });
    await store.appendEvents(scope, 'a', page(0, 2));
    expect(await store.appendEvents(scope, 'a', page(0, 2))).toEqual({ result: 'gap', nextSequence: 2 });
    expect((await store.readEvents(scope, 'a', -1, 1e6))?.events).toHaveLength(2);
  });

  test('the last events come with the end, and none after it', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a'), null);
    await store.appendEvents(scope, 'a', page(0, 2));
    expect(await store.finish(scope, 'a', ending('a'), page(1, 1))).toEqual({ result: 'gap', nextSequence: 2 });
    expect(await store.turn(scope, 'a')).toMatchObject({ status: 'in_progress' });
    expect(await store.finish(scope, 'a', ending('a'), page(2, 1))).toEqual({ result: 'finished' });
    expect(await store.readEvents(scope, 'a', 1, 1e6)).toEqual({
      events: [{ sequence: 2, event: page(2, 1).events[0] }],
      status: 'completed',
      nextSequence: 3,
    });
    expect(await store.appendEvents(scope, 'a', page(3, 1))).toEqual({ result: 'already', status: 'completed' });
    expect(await store.finish(scope, 'a', ending('a', 'cancelled'), page(3, 1))).toEqual({
      result: 'already',
      status: 'completed',
    });
    expect((await store.readEvents(scope, 'a', -1, 1e6))?.events).toHaveLength(3);
  });

  test('who works on a turn that was cancelled or deleted learns it', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a'), null);
    await store.append(scope, newTurn('b'), null);
    await store.finish(scope, 'a', ending('a', 'cancelled'), null);
    await store.appendEvents(scope, 'b', page(0, 1));
    await store.deleteTurn(scope, 'b');
    expect(await store.appendEvents(scope, 'a', page(0, 1))).toEqual({ result: 'already', status: 'cancelled' });
    expect(await store.appendEvents(scope, 'b', page(1, 1))).toEqual({ result: 'unknown' });
    expect(await store.readEvents(scope, 'b', -1, 1e6)).toBeNull();
  });

  test('a turn holds so many bytes of events; its end always fits', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a'), null);
    const half = { firstSequence: 0, events: [JSON.stringify('x'.repeat(sessionLimits.maxEventBytes / 2 - 2))] };
    await store.appendEvents(scope, 'a', half);
    expect(await store.appendEvents(scope, 'a', { ...half, firstSequence: 1 })).toEqual({ result: 'appended' });
    expect(await store.appendEvents(scope, 'a', page(2, 1))).toEqual({ result: 'full' });
    expect(await store.finish(scope, 'a', ending('a'), page(2, 1))).toEqual({ result: 'finished' });
  });

  test('another scope’s events are unknown', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a'), null);
    await store.appendEvents(scope, 'a', page(0, 1));
    expect(await store.readEvents(stranger, 'a', -1, 1e6)).toBeNull();
    expect(await store.appendEvents(stranger, 'a', page(1, 1))).toEqual({ result: 'unknown' });
    await store.append(stranger, newTurn('a'), null);
    expect((await store.readEvents(stranger, 'a', -1, 1e6))?.events).toEqual([]);
  });
}
