import { expect, test } from '@jest/globals';
import { InMemorySessionStore } from '../../../adapters/in-memory/in-memory-session-store.ts';
import { all, ending, newTurn, says, scope, stranger } from '../../contracts/session-store/session-bench.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const clock = new FakeClock();
const session = (name: string) => ({ name, ifMissing: 'create', expiresAt: null }) as const;

test('when there are too many turns the oldest is forgotten, whoever owns it, and a session loses its beginning', async () => {
  const store = new InMemorySessionStore({ clock, turns: { maxRecords: 3, maxBytes: 1e6 } });
  await store.append(stranger, newTurn('theirs'), null);
  await store.append(scope, newTurn('a'), session('s'));
  await store.append(scope, newTurn('b', 'a'), session('s'));
  await store.append(scope, newTurn('c', 'b'), session('s'));
  expect(await store.turn(stranger, 'theirs')).toBeNull();
  expect(await store.pathOfHead(scope, 's', all)).toMatchObject({ isWhole: true, turns: [{}, {}, {}] });
  await store.append(scope, newTurn('d', 'c'), session('s'));
  expect(await store.pathOfHead(scope, 's', all)).toMatchObject({
    isWhole: false,
    turns: [{ id: 'b' }, {}, { id: 'd' }],
  });
});

test('turns are bounded in bytes, with what is added to them later; the latest stays, however large', async () => {
  const store = new InMemorySessionStore({ clock, turns: { maxRecords: 100, maxBytes: 3000 } });
  await store.append(scope, newTurn('a'), null);
  await store.append(scope, newTurn('b'), null);
  await store.finish(scope, 'b', { ...ending('b'), view: { text: 'x'.repeat(2800) } }, null);
  expect(await store.turn(scope, 'a')).toBeNull();
  expect(await store.turn(scope, 'b')).not.toBeNull();
  await store.append(scope, newTurn('c'), null);
  expect(await store.turn(scope, 'b')).toBeNull();
  await store.appendEvents(scope, 'c', { firstSequence: 0, events: ['1'.repeat(2000)] });
  await store.append(scope, newTurn('d', null, { input: [says('i', 'x'.repeat(600))] }), null);
  expect(await store.turn(scope, 'c')).toBeNull();
  await store.append(scope, newTurn('e', null, { input: [says('i', 'x'.repeat(5000))] }), null);
  expect(await store.turn(scope, 'e')).not.toBeNull();
});

test('what is forgotten makes room, and so does what is swept', async () => {
  const store = new InMemorySessionStore({ clock, turns: { maxRecords: 100, maxBytes: 5000 } });
  const large = { input: [{ ...says('i', 'x'.repeat(1400)), item: null }] };
  for (let turn = 0; turn < 20; turn++) await store.append(scope, newTurn(`${turn}`, null, large), null);
  for (const id of ['17', '18', '19']) expect(await store.turn(scope, id)).not.toBeNull();
  expect(await store.turn(scope, '16')).toBeNull();

  const expiring = new FakeClock();
  const swept = new InMemorySessionStore({ clock: expiring, turns: { maxRecords: 100, maxBytes: 5000 } });
  await swept.append(scope, newTurn('a', null, large), null);
  for (let turn = 0; turn < 20; turn++) {
    await swept.append(scope, newTurn(`${turn}`, null, { ...large, expiresAt: expiring.now() + 1 }), null);
    await expiring.advance(1);
    expect(await swept.sweep(10)).toBe(1);
  }
  expect(await swept.turn(scope, 'a')).not.toBeNull();
});

test('what is deleted makes room', async () => {
  const store = new InMemorySessionStore({ clock, turns: { maxRecords: 100, maxBytes: 5000 } });
  await store.append(scope, newTurn('a'), null);
  for (let turn = 0; turn < 20; turn++) {
    await store.append(scope, newTurn(`${turn}`, null, { input: [says('i', 'x'.repeat(1500))] }), null);
    await store.deleteTurn(scope, `${turn}`);
  }
  expect(await store.turn(scope, 'a')).not.toBeNull();
});

test('of heads the one that was left alone longest is forgotten', async () => {
  const store = new InMemorySessionStore({ clock, heads: { maxRecords: 2, maxBytes: 1e6 } });
  await store.append(scope, newTurn('a'), session('s'));
  await store.append(scope, newTurn('b'), session('t'));
  await store.append(scope, newTurn('c', 'a'), session('s'));
  await store.append(scope, newTurn('d'), session('u'));
  expect(await store.head(scope, 't')).toBeNull();
  expect(await store.head(scope, 's')).toMatchObject({ turnId: 'c', version: 2 });
});

test('answers are bounded in bytes', async () => {
  const store = new InMemorySessionStore({ clock, answers: { maxRecords: 10, maxBytes: 100 } });
  for (const key of ['k', 'l']) {
    await store.claim(scope, { key, fingerprint: 'f', claimId: 'c', leaseMs: 1000 });
    await store.finishClaim(scope, key, 'c', { status: 200, headers: [], body: new Uint8Array(60) }, 1000);
  }
  expect(await store.claim(scope, { key: 'l', fingerprint: 'f', claimId: 'd', leaseMs: 1 })).toMatchObject({
    result: 'finished',
  });
  expect(await store.claim(scope, { key: 'k', fingerprint: 'f', claimId: 'd', leaseMs: 1 })).toEqual({ result: 'new' });
});
