import { expect, test } from '@jest/globals';
import type { SessionStore } from '../../../core/ports/session-store.ts';
import { sessionLimits } from '../../../core/sessions/session-limits.ts';
import { all, type CreateSessionStore, ending, newTurn, scope, sessionBench, stranger } from './session-bench.ts';

const session = { name: 's', ifMissing: 'create', expiresAt: null } as const;
const conversation = { name: 'conv_1', ifMissing: 'refuse', expiresAt: null } as const;

/** Takes items out of a head. */
export type FillHead = (store: SessionStore, scope: string, name: string, ids: readonly string[]) => Promise<void>;

export function describeHeads(create: CreateSessionStore, fillHead: FillHead): void {
  test('a session begins with its first turn and moves with each', async () => {
    const { store, clock } = sessionBench(create);
    const first = await store.append(scope, newTurn('a'), session);
    const head = {
      name: 's',
      turnId: 'a',
      version: 1,
      metadata: {},
      removedItems: [],
      createdAt: clock.now(),
      expiresAt: null,
    };
    expect(first).toEqual({ result: 'appended', head });
    expect(await store.append(scope, newTurn('b', 'a'), session)).toEqual({
      result: 'appended',
      head: { ...head, turnId: 'b', version: 2 },
    });
    const path = await store.pathOfHead(scope, 's', all);
    expect(path?.head).toEqual({ ...head, turnId: 'b', version: 2 });
    expect(path?.turns.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(path?.isWhole).toBe(true);
  });

  test('a conversation has to be created, once, and may be empty', async () => {
    const { store, clock } = sessionBench(create);
    expect(await store.append(scope, newTurn('a'), conversation)).toEqual({ result: 'no-head' });
    expect(await store.turn(scope, 'a')).toBeNull();
    const created = await store.createHead(scope, { name: 'conv_1', metadata: { topic: 'x' }, expiresAt: null });
    const head = { name: 'conv_1', turnId: null, version: 1, metadata: { topic: 'x' }, removedItems: [] };
    expect(created).toEqual({ ...head, createdAt: clock.now(), expiresAt: null });
    expect(await store.createHead(scope, { name: 'conv_1', metadata: {}, expiresAt: null })).toBeNull();
    expect(await store.pathOfHead(scope, 'conv_1', all)).toEqual({ head: created, turns: [], isWhole: true });
    expect(await store.append(scope, newTurn('a'), conversation)).toMatchObject({
      head: { turnId: 'a', metadata: { topic: 'x' } },
    });
  });

  test('of turns that continue a head at the same turn one succeeds, the others learn where it is', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a'), session);
    const ids = Array.from({ length: 10 }, (_, index) => `b${index}`);
    const results = await Promise.all(ids.map((id) => store.append(scope, newTurn(id, 'a'), session)));
    const winner = ids[results.findIndex(({ result }) => result === 'appended')];
    expect(results.filter(({ result }) => result === 'appended')).toHaveLength(1);
    expect(results.filter(({ result }) => result === 'moved')).toEqual(
      Array(9).fill({ result: 'moved', turnId: winner }),
    );
    for (const id of ids) expect((await store.turn(scope, id)) !== null).toBe(id === winner);
  });

  test('a first turn does not begin a session that has begun', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a'), session);
    expect(await store.append(scope, newTurn('b'), session)).toEqual({ result: 'moved', turnId: 'a' });
    expect(await store.append(scope, newTurn('b', 'a'), { ...session, name: 'new' })).toEqual({
      result: 'moved',
      turnId: null,
    });
  });

  test('a session goes on after its latest turn was deleted', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a', null, ending('a')), session);
    await store.deleteTurn(scope, 'a');
    expect((await store.pathOfHead(scope, 's', all))?.turns[0]).toMatchObject({
      isDeleted: true,
      output: ending('a').output,
    });
    expect(await store.append(scope, newTurn('b', 'a'), session)).toMatchObject({ result: 'appended' });
  });

  test('metadata is replaced, and bounded', async () => {
    const { store } = sessionBench(create);
    expect(await store.updateHead(scope, 's', {})).toBeNull();
    await store.append(scope, newTurn('a'), session);
    expect(await store.updateHead(scope, 's', { a: 1 })).toMatchObject({ version: 2, metadata: { a: 1 }, turnId: 'a' });
    const large = { text: 'x'.repeat(sessionLimits.maxMetadataBytes) };
    await expect(store.updateHead(scope, 's', large)).rejects.toMatchObject({
      kind: 'body-too-large',
      param: 'metadata',
    });
    const made = store.createHead(scope, { name: 't', metadata: large, expiresAt: null });
    await expect(made).rejects.toMatchObject({ kind: 'body-too-large' });
    expect(await store.head(scope, 's')).toMatchObject({ metadata: { a: 1 } });
  });

  test('a deleted head is unknown, its turns are not', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a'), session);
    expect(await store.deleteHead(scope, 's')).toBe(true);
    expect(await store.deleteHead(scope, 's')).toBe(false);
    expect(await store.head(scope, 's')).toBeNull();
    expect(await store.pathOfHead(scope, 's', all)).toBeNull();
    expect(await store.turn(scope, 'a')).not.toBeNull();
    expect(await store.append(scope, newTurn('b'), session)).toMatchObject({ head: { version: 1, turnId: 'b' } });
  });

  test('items are taken out once each, as many as one record holds', async () => {
    const { store } = sessionBench(create);
    expect(await store.removeItem(scope, 's', 'x')).toBe('no-head');
    await store.createHead(scope, { name: 's', metadata: {}, expiresAt: null });
    expect(await store.removeItem(scope, 's', 'x')).toBe('removed');
    expect(await store.removeItem(scope, 's', 'x')).toBe('removed');
    await store.removeItem(scope, 's', 'y');
    expect(await store.head(scope, 's')).toMatchObject({ removedItems: ['x', 'y'], version: 3 });
    const count = sessionLimits.maxRemovedItems;
    const most = Array.from({ length: count - 3 }, (_, item) => `i${item}`);
    await fillHead(store, scope, 's', most);
    expect(await store.removeItem(scope, 's', 'last')).toBe('removed');
    expect(await store.removeItem(scope, 's', 'z')).toBe('full');
    expect(await store.removeItem(scope, 's', 'x')).toBe('removed');
  });

  test('another scope’s head is unknown, and its name is free', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a'), session);
    expect(await store.head(stranger, 's')).toBeNull();
    expect(await store.pathOfHead(stranger, 's', all)).toBeNull();
    expect(await store.updateHead(stranger, 's', { a: 1 })).toBeNull();
    expect(await store.removeItem(stranger, 's', 'x')).toBe('no-head');
    expect(await store.deleteHead(stranger, 's')).toBe(false);
    expect(await store.append(stranger, newTurn('a'), session)).toMatchObject({ result: 'appended' });
    expect(await store.head(scope, 's')).toMatchObject({ version: 1, metadata: {}, removedItems: [] });
  });
}
