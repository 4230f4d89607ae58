import { expect, test } from '@jest/globals';
import { all, type CreateSessionStore, ending, newTurn, scope, sessionBench } from './session-bench.ts';

export function describeExpiry(create: CreateSessionStore): void {
  test('a turn is unknown from the moment it expires, also for those who would continue or end it', async () => {
    const { store, clock } = sessionBench(create);
    const expiresAt = clock.now() + 100;
    await store.append(scope, newTurn('a', null, { expiresAt }), null);
    await clock.advance(99);
    expect(await store.turn(scope, 'a')).toMatchObject({ expiresAt });
    await clock.advance(1);
    expect(await store.turn(scope, 'a')).toBeNull();
    expect(await store.pathOfTurn(scope, 'a', all)).toBeNull();
    expect(await store.readEvents(scope, 'a', -1, 1)).toBeNull();
    expect(await store.append(scope, newTurn('b', 'a'), null)).toEqual({ result: 'no-parent' });
    expect(await store.finish(scope, 'a', ending('a'), null)).toEqual({ result: 'unknown' });
    expect(await store.deleteTurn(scope, 'a')).toBe(false);
  });

  test('a session loses the beginning that has expired, and goes on', async () => {
    const { store, clock } = sessionBench(create);
    const move = { name: 's', ifMissing: 'create', expiresAt: null } as const;
    await store.append(scope, newTurn('a', null, { expiresAt: clock.now() + 100 }), move);
    await store.append(scope, newTurn('b', 'a', { expiresAt: clock.now() + 200 }), move);
    await clock.advance(100);
    expect(await store.pathOfHead(scope, 's', all)).toMatchObject({ turns: [{ id: 'b' }], isWhole: false });
    await clock.advance(100);
    expect(await store.pathOfHead(scope, 's', all)).toMatchObject({ turns: [], isWhole: false, head: { turnId: 'b' } });
    expect(await store.append(scope, newTurn('c', 'b'), move)).toMatchObject({ result: 'appended' });
  });

  test('a head that has expired is unknown, and each turn prolongs it', async () => {
    const { store, clock } = sessionBench(create);
    const move = () => ({ name: 's', ifMissing: 'create', expiresAt: clock.now() + 100 }) as const;
    await store.append(scope, newTurn('a'), move());
    await clock.advance(60);
    await store.append(scope, newTurn('b', 'a'), move());
    await store.removeItem(scope, 's', 'x');
    await clock.advance(60);
    expect(await store.head(scope, 's')).toMatchObject({ turnId: 'b' });
    await clock.advance(40);
    expect(await store.head(scope, 's')).toBeNull();
    expect(await store.updateHead(scope, 's', {})).toBeNull();
    expect(await store.removeItem(scope, 's', 'y')).toBe('no-head');
    expect(await store.append(scope, newTurn('c', 'b'), move())).toEqual({ result: 'moved', turnId: null });
    expect(await store.append(scope, newTurn('d'), move())).toMatchObject({
      head: { turnId: 'd', version: 1, removedItems: [], createdAt: clock.now() },
    });
    await clock.advance(100);
    expect(await store.deleteHead(scope, 's')).toBe(false);
    expect(await store.createHead(scope, { name: 's', metadata: {}, expiresAt: null })).toMatchObject({ turnId: null });
  });

  test('what has expired is swept in steps of the size asked for, and nothing else', async () => {
    const { store, clock } = sessionBench(create);
    const expiresAt = clock.now() + 100;
    for (let index = 0; index < 5; index++) {
      await store.append(scope, newTurn(`t${index}`, null, { expiresAt }), {
        name: `h${index}`,
        ifMissing: 'create',
        expiresAt,
      });
      await store.appendEvents(scope, `t${index}`, { firstSequence: 0, events: ['1'] });
      await store.claim(scope, { key: `k${index}`, fingerprint: 'f', claimId: 'c', leaseMs: 100 });
    }
    await store.append(scope, newTurn('stays', null, { expiresAt: expiresAt + 1 }), {
      name: 's',
      ifMissing: 'create',
      expiresAt: null,
    });
    await store.claim(scope, { key: 'stays', fingerprint: 'f', claimId: 'c', leaseMs: 1_000 });
    expect(await store.sweep(100)).toBe(0);
    await clock.advance(100);
    let total = 0;
    for (;;) {
      const swept = await store.sweep(3);
      if (swept === 0) break;
      expect(swept).toBeLessThanOrEqual(3);
      total += swept;
    }
    expect(total).toBeGreaterThanOrEqual(15);
    // Its id is free once it is swept.
    expect(await store.append(scope, newTurn('t0'), null)).toMatchObject({ result: 'appended' });
    expect((await store.readEvents(scope, 't0', -1, 1e6))?.events).toEqual([]);
    expect(await store.pathOfHead(scope, 's', all)).toMatchObject({ turns: [{ id: 'stays' }] });
    expect(await store.claim(scope, { key: 'stays', fingerprint: 'f', claimId: 'd', leaseMs: 1 })).toEqual({
      result: 'running',
    });
  });

  test('closing twice is closing', async () => {
    const { store } = sessionBench(create);
    await store.close();
    await store.close();
  });
}
