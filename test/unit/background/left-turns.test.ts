import { describe, expect, test } from '@jest/globals';
import { InMemorySessionStore } from '../../../adapters/in-memory/in-memory-session-store.ts';
import { LeftTurns } from '../../../core/background/left-turns.ts';
import { type HeldTurn, TurnLeases } from '../../../core/background/turn-leases.ts';
import type { TurnRef } from '../../../core/background/turn-ref.ts';
import { ending, newTurn, scope } from '../../contracts/session-store/session-bench.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const asked = { request: { input: 'Hi' } };

function setUp() {
  const clock = new FakeClock();
  const store = new InMemorySessionStore({ clock });
  const worker = (workerId: string) => new TurnLeases({ store, clock, workerId });
  return { clock, store, worker };
}

/** A process: takes what is left behind, and works on it for ever. */
function processOn({ clock, worker }: ReturnType<typeof setUp>, name: string, room = 10) {
  const leases = worker(name);
  const taken: string[] = [];
  const given: string[] = [];
  const told: string[] = [];
  const held: HeldTurn[] = [];
  const left = new LeftTurns({
    leases,
    clock,
    hasRoom: () => taken.length < room,
    async goOn(turn: TurnRef) {
      const own = await leases.hold(turn);
      if (!own) throw new Error(`${turn.turnId} is another's`);
      taken.push(turn.turnId);
      held.push(own);
    },
    async giveUp({ turnId }, error) {
      given.push(`${turnId}: ${error.message}`);
    },
    tell: (level, message) => told.push(`${level}: ${message}`),
  });
  return { left, leases, taken, given, told, held };
}

describe('a turn that is worked on', () => {
  test('stays with its process as long as that lives', async () => {
    const bench = setUp();
    await bench.store.append(scope, newTurn('a', null, asked), null);
    const own = await bench.worker('one').hold({ scope, turnId: 'a' });
    const other = processOn(bench, 'two');
    other.left.start();
    await bench.clock.advance(600_000);
    expect([other.taken, own?.signal.aborted]).toEqual([[], false]);
    await other.left.stop();
  });

  test('is let go of when it ends, or another process has it', async () => {
    const bench = setUp();
    for (const id of ['a', 'b']) await bench.store.append(scope, newTurn(id, null, asked), null);
    const one = bench.worker('one');
    const [a, b] = [await one.hold({ scope, turnId: 'a' }), await one.hold({ scope, turnId: 'b' })];
    await bench.store.finish(scope, 'a', ending('a', 'cancelled'), null);
    await bench.clock.advance(1_000);
    expect([a?.signal.aborted, b?.signal.aborted]).toEqual([true, false]);
    await bench.store.holdTurn(scope, 'b', 'one', 0);
    await bench.store.claimTurn('two', 60_000);
    await expect(b?.confirm()).rejects.toThrow('another process');
    expect(b?.signal.aborted).toBe(true);
    await bench.clock.advance(2_000);
    expect(bench.clock.pending).toBe(0);
  });

  test('is kept while the store is in trouble, and given back when it is released', async () => {
    const { clock, store, worker } = setUp();
    await store.append(scope, newTurn('a', null, asked), null);
    let isDown = false;
    const troubled = {
      claimTurn: store.claimTurn.bind(store),
      holdTurn: (...given: Parameters<typeof store.holdTurn>) =>
        isDown ? Promise.reject(new Error('down')) : store.holdTurn(...given),
    };
    const held = await new TurnLeases({ store: troubled, clock, workerId: 'one' }).hold({ scope, turnId: 'a' });
    isDown = true;
    await clock.advance(4_000);
    await expect(held?.confirm()).resolves.toBeUndefined();
    isDown = false;
    await clock.advance(60_000);
    expect(held?.signal.aborted).toBe(false);
    expect(await worker('two').findLeft()).toBeNull();
    await held?.release();
    expect(await worker('two').findLeft()).toMatchObject({ turnId: 'a', timesLost: 0 });
    expect(clock.pending).toBe(0);
  });
});

describe('turns left behind', () => {
  test('are taken within ten seconds, each by one process', async () => {
    const bench = setUp();
    for (const id of ['a', 'b', 'c']) {
      await bench.store.append(scope, newTurn(id, null, asked), null);
      // A process that is killed now.
      await bench.store.holdTurn(scope, id, 'killed', 6_000);
    }
    const two = [processOn(bench, 'one'), processOn(bench, 'two')];
    for (const { left } of two) left.start();
    await bench.clock.advance(5_999);
    expect(two.flatMap(({ taken }) => taken)).toEqual([]);
    await bench.clock.advance(2_001);
    expect(two.flatMap(({ taken }) => taken).sort()).toEqual(['a', 'b', 'c']);
    await bench.clock.advance(60_000);
    expect(two.flatMap(({ taken }) => taken)).toHaveLength(3);
    expect(two.flatMap(({ held }) => held).filter(({ signal }) => signal.aborted)).toEqual([]);
    for (const { left } of two) await left.stop();
  });

  test('wait for room, and are not looked for after the end', async () => {
    const bench = setUp();
    for (const id of ['a', 'b']) await bench.store.append(scope, newTurn(id, null, asked), null);
    const one = processOn(bench, 'one', 1);
    one.left.start();
    await bench.clock.advance(0);
    expect(one.taken).toEqual(['a']);
    one.taken.length = 0;
    await one.left.stop();
    await bench.clock.advance(10_000);
    expect(one.taken).toEqual([]);
  });

  test('that end every process that takes them are given up', async () => {
    const bench = setUp();
    await bench.store.append(scope, newTurn('a', null, asked), null);
    for (let lives = 0; lives < 4; lives++) {
      expect(await bench.store.claimTurn(`life-${lives}`, 1_000)).toMatchObject({ timesLost: lives });
      await bench.clock.advance(1_000);
    }
    const one = processOn(bench, 'last');
    one.left.start();
    await bench.clock.advance(0);
    expect([one.taken, one.given]).toEqual([
      [],
      ['a: The gateway stopped 4 times while this answer was being made; it is not tried again.'],
    ]);
    await one.left.stop();
  });

  test('are looked for again after the store was in trouble', async () => {
    const bench = setUp();
    const one = processOn(bench, 'one');
    const asking = one.leases.findLeft.bind(one.leases);
    let tries = 0;
    one.leases.findLeft = () => (tries++ === 0 ? Promise.reject(new Error('down')) : asking());
    await bench.store.append(scope, newTurn('a', null, asked), null);
    one.left.start();
    await bench.clock.advance(2_000);
    expect(one.taken).toEqual(['a']);
    expect(one.told[0]).toMatch(/^warning: /);
    await one.left.stop();
  });
});
