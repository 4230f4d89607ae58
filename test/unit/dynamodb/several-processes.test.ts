import { expect, jest, test } from '@jest/globals';
import { usualPathLimits } from '../../../core/sessions/session-limits.ts';
import { ending, newTurn, scope } from '../../contracts/session-store/session-bench.ts';
import { describeOnDynamoDbLocal } from '../../support/dynamodb-local/describe-on-dynamodb-local.ts';
import { storeBench } from './store-bench.ts';

const move = { name: 's', ifMissing: 'create', expiresAt: null } as const;
const ids = (turns: readonly { readonly id: string }[] | undefined) => turns?.map(({ id }) => id);

await describeOnDynamoDbLocal('a session that several processes work on', (tables) => {
  test('takes one of twenty turns that would continue it at once', async () => {
    const { store, open } = storeBench(tables);
    const others = [store, open().store, open().store, open().store];
    await store.append(scope, newTurn('a'), move);
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, at) => (others[at % 4] ?? store).append(scope, newTurn(`b${at}`, 'a'), move)),
    );
    expect(results.filter(({ result }) => result === 'appended')).toHaveLength(1);
    const winner = `b${results.findIndex(({ result }) => result === 'appended')}`;
    expect(results.filter(({ result }) => result === 'moved')).toEqual(
      Array(19).fill({ result: 'moved', turnId: winner }),
    );
    for (let at = 0; at < 20; at++) expect((await store.turn(scope, `b${at}`)) !== null).toBe(`b${at}` === winner);
  });

  test('takes none of two first turns twice', async () => {
    const { store, open } = storeBench(tables);
    const other = open().store;
    const results = await Promise.all([
      store.append(scope, newTurn('a'), move),
      other.append(scope, newTurn('b'), move),
    ]);
    expect(results.map(({ result }) => result).sort()).toEqual(['appended', 'moved']);
  });

  test('does not continue what another process has deleted since it was read', async () => {
    const { store, open, blobs } = storeBench(tables);
    await store.append(scope, newTurn('a', null, ending('a')), null);
    await store.append(scope, newTurn('other', null, ending('other')), null);
    expect(await open().store.deleteTurn(scope, 'a')).toBe(true);
    const put = jest.spyOn(blobs, 'put');
    const long = { ...ending('b'), view: { text: 'x'.repeat(20_000) } };
    expect(await store.append(scope, newTurn('b', 'a', long), null)).toEqual({ result: 'no-parent' });
    expect(await open().store.turn(scope, 'b')).toBeNull();
    expect(await blobs.get(put.mock.calls[0]?.[0] ?? '')).toBeNull();
    expect(await store.append(scope, newTurn('b', 'other', long), null)).toMatchObject({ result: 'appended' });
    expect(ids((await open().store.pathOfTurn(scope, 'b', usualPathLimits))?.turns)).toEqual(['other', 'b']);
  });

  test('keeps an answer in two round trips at most, for its table may be far away', async () => {
    const { store, client } = storeBench(tables);
    const trips: string[][] = [];
    let inFlight = 0;
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (call) => {
          if (inFlight++ === 0) trips.push([]);
          trips.at(-1)?.push(commandName ?? '');
          // Whoever is asked together with it has been by then.
          await new Promise((resolve) => setImmediate(resolve));
          return next(call).finally(() => inFlight--);
        },
      { step: 'initialize', priority: 'low' },
    );
    const items = { foreignItemIds: ['msg_1'] };
    await store.append(scope, newTurn('a', null, { ...ending('a'), ...items }), null);
    expect(trips).toEqual([['BatchWriteItemCommand'], ['PutItemCommand']]);
    trips.length = 0;
    await store.append(scope, newTurn('b', 'a', { ...ending('b'), ...items }), null);
    expect(trips.map((trip) => trip.sort())).toEqual([
      ['BatchWriteItemCommand', 'PutItemCommand'],
      ['GetItemCommand', 'PutItemCommand'],
    ]);
    await store.append(scope, newTurn('c'), move);
    trips.length = 0;
    await store.finish(scope, 'c', { ...ending('c'), ...items }, null);
    expect(trips).toEqual([['BatchWriteItemCommand'], ['UpdateItemCommand']]);
  });

  test('knows a turn that its head has left behind before it ended, whoever asks', async () => {
    const { store, open } = storeBench(tables);
    await store.append(scope, newTurn('a'), move);
    expect(await open().store.turn(scope, 'a')).toMatchObject({ status: 'in_progress' });
    expect(await open().store.append(scope, newTurn('b', 'a'), move)).toMatchObject({ result: 'appended' });
    expect(await open().store.deleteHead(scope, 's')).toBe(true);
    expect(await open().store.turn(scope, 'a')).toMatchObject({ id: 'a' });
    expect(await open().store.turn(scope, 'b')).toMatchObject({ id: 'b' });
    expect(await open().store.finish(scope, 'b', ending('b'), null)).toEqual({ result: 'finished' });
    expect(await store.finish(scope, 'a', ending('a'), null)).toEqual({ result: 'finished' });
  });

  test('knows nothing of a turn whose head never got to it, and goes on without it', async () => {
    const { store, faults, open } = storeBench(tables);
    await store.append(scope, newTurn('a'), move);
    faults.reset();
    // The process ends between the two writes.
    faults.next = (write) => (write === null || write === 0 ? null : 'not-sent');
    await expect(store.append(scope, newTurn('b', 'a'), move)).rejects.toMatchObject({ kind: 'busy' });
    const other = open().store;
    expect(await other.turn(scope, 'b')).toBeNull();
    expect(await other.pathOfTurn(scope, 'b', usualPathLimits)).toBeNull();
    expect(await other.readEvents(scope, 'b', -1, 1)).toBeNull();
    expect(await other.finish(scope, 'b', ending('b'), null)).toEqual({ result: 'unknown' });
    expect(await other.appendEvents(scope, 'b', { firstSequence: 0, events: ['1'] })).toEqual({ result: 'unknown' });
    expect(await other.deleteTurn(scope, 'b')).toBe(false);
    expect(await other.append(scope, newTurn('c', 'b'), null)).toEqual({ result: 'no-parent' });
    expect(await other.append(scope, newTurn('d', 'a'), move)).toMatchObject({ result: 'appended' });
    expect(ids((await other.pathOfHead(scope, 's', usualPathLimits))?.turns)).toEqual(['a', 'd']);
  });

  test('goes on when who does not know the end of an append calls again', async () => {
    const { store, faults, open } = storeBench(tables);
    await store.append(scope, newTurn('a'), move);
    faults.reset();
    faults.next = (write) => (write === null || write === 0 ? null : 'not-sent');
    await expect(store.append(scope, newTurn('b', 'a'), move)).rejects.toMatchObject({ kind: 'busy' });
    faults.reset();
    expect(await store.append(scope, newTurn('b', 'a'), move)).toMatchObject({
      result: 'appended',
      head: { turnId: 'b' },
    });
    expect(await open().store.append(scope, newTurn('b', 'a'), move)).toEqual({ result: 'exists' });
  });

  test('counts every page of events once, of two who write the same turn', async () => {
    const { store, open } = storeBench(tables);
    await store.append(scope, newTurn('a'), null);
    const results = await Promise.all(
      [store, open().store].map((one, at) =>
        one.appendEvents(scope, 'a', { firstSequence: 0, events: [`"${at}"`, `"${at}"`] }),
      ),
    );
    expect(results.map(({ result }) => result).sort()).toEqual(['appended', 'gap']);
    const winner = `"${results.findIndex(({ result }) => result === 'appended')}"`;
    expect((await open().store.readEvents(scope, 'a', -1, 1e6))?.events).toEqual([
      { sequence: 0, event: winner },
      { sequence: 1, event: winner },
    ]);
  });

  test('is read in a few calls, however long it is', async () => {
    const { store, open } = storeBench(tables);
    const count = 70;
    for (let at = 0; at < count; at++) {
      await store.append(scope, newTurn(`t${at}`, at === 0 ? null : `t${at - 1}`, ending(`t${at}`)), move);
    }
    const { store: other, faults } = open();
    const path = await other.pathOfHead(scope, 's', usualPathLimits);
    expect(ids(path?.turns)).toEqual(Array.from({ length: count }, (_, at) => `t${at}`));
    expect(path?.isWhole).toBe(true);
    // The head, then twenty-one turns each time.
    expect(faults.calls).toEqual(['GetItem', ...Array(4).fill('BatchGetItem')]);
    faults.reset();
    await store.pathOfHead(scope, 's', { maxTurns: 5, maxBytes: 1e6 });
    expect(ids((await other.pathOfTurn(scope, 't40', { maxTurns: 3, maxBytes: 1e6 }))?.turns)).toEqual([
      't38',
      't39',
      't40',
    ]);
  });

  test('goes on in one write of its turn and one of its head, and reads nothing', async () => {
    const { store, faults } = storeBench(tables);
    await store.append(scope, newTurn('a'), move);
    await store.finish(scope, 'a', ending('a'), null);
    await store.pathOfHead(scope, 's', usualPathLimits);
    faults.reset();
    await store.append(scope, newTurn('b', 'a'), move);
    await store.finish(scope, 'b', ending('b'), null);
    expect(faults.calls).toEqual(['PutItem', 'UpdateItem', 'UpdateItem']);
  });
});
