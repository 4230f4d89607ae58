import { expect, test } from '@jest/globals';
import { type CreateSessionStore, ending, newTurn, scope, sessionBench, stranger } from './session-bench.ts';

const asked = { request: { model: 'auto', input: 'Hi' } };

export function describeWorkers(create: CreateSessionStore): void {
  test('are given the oldest turn that was stored with its request, of every scope, each to one of them', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('waited-for'), null);
    await store.append(scope, newTurn('later', null, { ...asked, createdAt: 3_000 }), null);
    await store.append(stranger, newTurn('first', null, { ...asked, createdAt: 2_000 }), null);
    await store.append(scope, newTurn('over', null, { ...asked, status: 'completed', createdAt: 1_000 }), null);
    expect(await store.claimTurn('w1', 1_000)).toEqual({ scope: stranger, turnId: 'first', timesLost: 0 });
    expect(await store.claimTurn('w2', 1_000)).toEqual({ scope, turnId: 'later', timesLost: 0 });
    expect(await store.claimTurn('w1', 1_000)).toBeNull();
  });

  test('keep a turn as long as they say so, and lose it to one other when they do not', async () => {
    const { store, clock } = sessionBench(create);
    await store.append(scope, newTurn('a', null, asked), null);
    expect(await store.holdTurn(scope, 'a', 'w1', 1_000)).toBe(true);
    await clock.advance(999);
    expect(await store.claimTurn('w2', 1_000)).toBeNull();
    expect(await store.holdTurn(scope, 'a', 'w2', 1_000)).toBe(false);
    expect(await store.holdTurn(scope, 'a', 'w1', 1_000)).toBe(true);
    await clock.advance(1_000);
    expect(await store.claimTurn('w2', 1_000)).toEqual({ scope, turnId: 'a', timesLost: 1 });
    expect(await store.holdTurn(scope, 'a', 'w1', 1_000)).toBe(false);
    await clock.advance(1_000);
    // Nobody took it while its worker stood still: it goes on.
    expect(await store.holdTurn(scope, 'a', 'w2', 1_000)).toBe(true);
    expect(await store.claimTurn('w3', 1_000)).toBeNull();
  });

  test('that let go of a turn have not lost it', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a', null, asked), null);
    await store.claimTurn('w1', 1_000);
    expect(await store.holdTurn(scope, 'a', 'w2', 0)).toBe(false);
    expect(await store.claimTurn('w2', 1_000)).toBeNull();
    expect(await store.holdTurn(scope, 'a', 'w1', 0)).toBe(true);
    expect(await store.claimTurn('w2', 1_000)).toEqual({ scope, turnId: 'a', timesLost: 0 });
  });

  test('find no turn that has ended, was deleted, has expired or is in another scope', async () => {
    const { store, clock } = sessionBench(create);
    const ends = clock.now() + 50;
    for (const id of ['ended', 'deleted']) await store.append(scope, newTurn(id, null, asked), null);
    await store.append(scope, newTurn('expired', null, { ...asked, expiresAt: ends }), null);
    await store.finish(scope, 'ended', ending('ended', 'cancelled'), null);
    await store.deleteTurn(scope, 'deleted');
    expect(await store.holdTurn(stranger, 'expired', 'w1', 1_000)).toBe(false);
    expect(await store.holdTurn(scope, 'expired', 'w1', 10)).toBe(true);
    await clock.advance(50);
    for (const id of ['ended', 'deleted', 'expired', 'unknown']) {
      expect(await store.holdTurn(scope, id, 'w1', 1_000)).toBe(false);
    }
    expect(await store.claimTurn('w1', 1_000)).toBeNull();
    await store.sweep(10);
    expect(await store.claimTurn('w1', 1_000)).toBeNull();
  });
}
