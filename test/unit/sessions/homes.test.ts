import { describe, expect, test } from '@jest/globals';
import { InMemorySessionStore } from '../../../adapters/in-memory/in-memory-session-store.ts';
import { createId, idRandomBytes } from '../../../core/sessions/create-id.ts';
import { homeOfId, homeOfNew } from '../../../core/sessions/home-of-id.ts';
import { SessionsByHome } from '../../../core/sessions/sessions-by-home.ts';
import { itemId, ownerOfItem } from '../../../protocols/openai-responses/response-id.ts';
import { newTurn, scope } from '../../contracts/session-store/session-bench.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const bytes = Uint8Array.from({ length: idRandomBytes }, (_, index) => index * 10);
const eu = createId('resp', bytes, 'eu1');

describe('a home', () => {
  test('is named by the ids of what lives there, which are as long as others', () => {
    expect(eu).toBe('resp_eu1x141e28323c46505a646e78828c96a0aab4bec8d2dce6');
    expect(eu).toHaveLength(createId('resp', bytes).length);
    expect(homeOfId(eu)).toBe('eu1');
    expect(homeOfId(createId('conv', bytes, 'us12'))).toBe('us12');
  });

  test('is the first for ids that name none, and for names that clients give', () => {
    const others = [
      createId('resp', bytes),
      'my-session',
      'conv_eu1',
      `chat_${eu.slice(5)}`,
      `${eu}0`,
      `resp_${'a'.repeat(48)}`,
    ];
    expect(others.map(homeOfId)).toEqual(others.map(() => null));
  });

  test('is kept by what follows, and is here for what begins', () => {
    expect(homeOfNew(eu, 'us1')).toBe('eu1');
    expect(homeOfNew('my-session', 'us1')).toBeNull();
    expect(homeOfNew(undefined, 'us1')).toBe('us1');
  });

  test('leaves the ids of items short, and leads from them to their response', () => {
    const id = itemId('message', eu, 0);
    expect(id.length).toBeLessThanOrEqual(64);
    expect(ownerOfItem(id)).toBe(eu);
    expect(ownerOfItem(itemId('message', `${eu}_in`, 12))).toBe(eu);
    expect(ownerOfItem(itemId('message', createId('resp', bytes), 3))).toBe(createId('resp', bytes));
    expect(ownerOfItem(`msg_eu1x${'a'.repeat(43)}_0`)).toBeNull();
  });
});

describe('sessions by home', () => {
  function bench() {
    const clock = new FakeClock();
    const stores = { us1: new InMemorySessionStore({ clock }), eu1: new InMemorySessionStore({ clock }) };
    const opened: string[] = [];
    const homes = new Map(
      Object.entries(stores).map(([tag, store]) => [
        tag,
        () => {
          opened.push(tag);
          return store;
        },
      ]),
    );
    return { opened, ...stores, all: new SessionsByHome({ homes, first: 'us1', here: 'eu1' }) };
  }

  test('are written where their ids say, and nowhere else', async () => {
    const { all, eu1, us1 } = bench();
    const conversation = createId('conv', bytes, 'eu1');
    await all.createHead(scope, { name: conversation, metadata: {}, expiresAt: null });
    const move = { name: conversation, ifMissing: 'refuse', expiresAt: null } as const;
    expect(await all.append(scope, newTurn(eu), move)).toMatchObject({ result: 'appended' });
    expect(await eu1.head(scope, conversation)).toMatchObject({ turnId: eu });
    expect(await us1.head(scope, conversation)).toBeNull();
    expect(await us1.turn(scope, eu)).toBeNull();
    const named = { name: 'my-session', ifMissing: 'create', expiresAt: null } as const;
    await all.append(scope, newTurn(createId('resp', bytes)), named);
    expect(await us1.head(scope, 'my-session')).toMatchObject({ version: 1 });
    expect(await eu1.head(scope, 'my-session')).toBeNull();
  });

  test('need a first home, one here, and tags that ids can bear', () => {
    const homes = new Map([['eu1', () => new InMemorySessionStore({ clock: new FakeClock() })]]);
    expect(() => new SessionsByHome({ homes, first: 'us1', here: 'eu1' })).toThrow(RangeError);
    expect(() => new SessionsByHome({ homes, first: 'eu1', here: 'us1' })).toThrow(RangeError);
    const wrong = new Map([...homes, ['eu-west-1', () => new InMemorySessionStore({ clock: new FakeClock() })]]);
    expect(() => new SessionsByHome({ homes: wrong, first: 'eu1', here: 'eu1' })).toThrow('eu-west-1');
  });

  test('of a home that is gone are unknown', async () => {
    const { all } = bench();
    expect(await all.turn(scope, createId('resp', bytes, 'ap1'))).toBeNull();
  });

  test('open the store of a home when it is needed, once; keys are kept here', async () => {
    const { all, opened, eu1 } = bench();
    const claim = { key: 'k', fingerprint: 'f', claimId: 'c', leaseMs: 100 };
    expect(await all.claim(scope, claim)).toEqual({ result: 'new' });
    expect(await eu1.claim(scope, claim)).toEqual({ result: 'running' });
    await all.turn(scope, eu);
    expect(opened).toEqual(['eu1']);
  });

  test('are found by items whose ids were made elsewhere: here first, then in every home', async () => {
    const { all, us1, opened } = bench();
    await all.append(scope, newTurn(eu, null, { foreignItemIds: ['msg_here'] }), null);
    expect([...(await all.turnsOfItems(scope, ['msg_here']))]).toEqual([['msg_here', eu]]);
    expect(opened).toEqual(['eu1']);
    const there = createId('resp', bytes, 'us1');
    await us1.append(scope, newTurn(there, null, { foreignItemIds: ['msg_there'] }), null);
    const found = await all.turnsOfItems(scope, ['msg_there', 'msg_here', 'msg_nowhere']);
    expect(Object.fromEntries(found)).toEqual({ msg_here: eu, msg_there: there });
  });

  test('go on where the others are when one home is away', async () => {
    const { all, us1 } = bench();
    us1.turn = async () => {
      throw new Error('away');
    };
    await expect(all.turn(scope, createId('resp', bytes))).rejects.toThrow('away');
    expect(await all.turn(scope, eu)).toBeNull();
    expect(all.state()).toBe('ok');
  });
});
