import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SessionStore } from '../../../core/ports/session-store.ts';
import { usualPathLimits } from '../../../core/sessions/session-limits.ts';
import { ending, newTurn, scope } from '../../contracts/session-store/session-bench.ts';
import { describeOnDynamoDbLocal } from '../../support/dynamodb-local/describe-on-dynamodb-local.ts';
import { type TableFault, TableFaults } from '../../support/dynamodb-local/table-faults.ts';
import { emptyTable } from './store-bench.ts';

const move = { name: 's', ifMissing: 'create', expiresAt: null } as const;
const claim = { key: 'k', fingerprint: 'f', claimId: 'c', leaseMs: 1000 };
const answer = { status: 200, headers: [], body: Uint8Array.from([1]) } as const;
const page = { firstSequence: 0, events: ['1', '2'] };
const asked = { request: { input: 'Hi' } };

/** What is there before, and the call whose answers get lost. */
const calls: Readonly<
  Record<string, readonly [(store: SessionStore) => Promise<unknown>, (store: SessionStore) => Promise<unknown>]>
> = {
  'append a turn': [async () => {}, (store) => store.append(scope, newTurn('x'), null)],
  'append a turn with items of another': [
    async () => {},
    (store) => store.append(scope, newTurn('x', null, { ...ending('x'), foreignItemIds: ['msg_1', 'msg_2'] }), null),
  ],
  'end a turn with items of another': [
    (store) => store.append(scope, newTurn('x'), move),
    (store) => store.finish(scope, 'x', { ...ending('x'), foreignItemIds: ['msg_1', 'msg_2'] }, null),
  ],
  'append a turn after another': [
    (store) => store.append(scope, newTurn('a'), null),
    (store) => store.append(scope, newTurn('x', 'a'), null),
  ],
  'begin a session': [async () => {}, (store) => store.append(scope, newTurn('x'), move)],
  'go on in a session': [
    (store) => store.append(scope, newTurn('a'), move),
    (store) => store.append(scope, newTurn('x', 'a'), move),
  ],
  'append what has ended to a session': [
    (store) => store.append(scope, newTurn('a'), move),
    (store) => store.append(scope, newTurn('x', 'a', ending('x')), move),
  ],
  'end a turn': [
    (store) => store.append(scope, newTurn('x'), move),
    (store) => store.finish(scope, 'x', ending('x'), null),
  ],
  'end a turn with events': [
    (store) => store.append(scope, newTurn('x', null, asked), null),
    (store) => store.finish(scope, 'x', ending('x'), page),
  ],
  'append events': [
    (store) => store.append(scope, newTurn('x', null, asked), null),
    (store) => store.appendEvents(scope, 'x', page),
  ],
  'say that a turn still runs': [
    (store) => store.append(scope, newTurn('x'), move),
    (store) => store.extendTurn(scope, 'x', 9_000_000),
  ],
  'delete a turn that follows another': [
    async (store) => {
      await store.append(scope, newTurn('a', null, ending('a')), null);
      await store.append(scope, newTurn('x', 'a', ending('x')), null);
    },
    (store) => store.deleteTurn(scope, 'x'),
  ],
  'delete a turn': [
    (store) => store.append(scope, newTurn('x', null, ending('x')), null),
    (store) => store.deleteTurn(scope, 'x'),
  ],
  'create a head': [async () => {}, (store) => store.createHead(scope, { name: 's', metadata: {}, expiresAt: null })],
  'describe a head': [
    (store) => store.append(scope, newTurn('x'), move),
    (store) => store.updateHead(scope, 's', { a: 1 }),
  ],
  'take an item out': [
    (store) => store.append(scope, newTurn('x'), move),
    (store) => store.removeItem(scope, 's', 'item'),
  ],
  'delete a head': [(store) => store.append(scope, newTurn('x'), move), (store) => store.deleteHead(scope, 's')],
  'claim a key': [async () => {}, (store) => store.claim(scope, claim)],
  'keep an answer': [(store) => store.claim(scope, claim), (store) => store.finishClaim(scope, 'k', 'c', answer, 1000)],
  'say that a key is still worked on': [
    (store) => store.claim(scope, claim),
    (store) => store.holdClaim(scope, 'k', 'c', 5000),
  ],
  'let go of a key': [(store) => store.claim(scope, claim), (store) => store.releaseClaim(scope, 'k', 'c')],
  'let go of a turn': [
    async (store) => {
      await store.append(scope, newTurn('x', null, asked), null);
      await store.claimTurn('w', 1000);
    },
    (store) => store.holdTurn(scope, 'x', 'w', 0),
  ],
  'claim a turn': [
    (store) => store.append(scope, newTurn('x', null, asked), null),
    (store) => store.claimTurn('w', 1000),
  ],
  'hold a turn': [
    (store) => store.append(scope, newTurn('x', null, asked), null),
    (store) => store.holdTurn(scope, 'x', 'w', 1000),
  ],
};

/** As the service does: by which error depends on how the call writes. */
function turnedAway({ calls }: TableFaults): TableFault {
  if (calls.at(-1) !== 'TransactWriteItems')
    return { name: calls.length % 4 === 1 ? 'ThrottlingException' : 'TransactionConflictException' };
  return { name: 'TransactionCanceledException', reason: 'TransactionConflict' };
}

/** All that can be seen of these sessions. */
async function seen(store: SessionStore) {
  return Promise.all([
    store.turn(scope, 'x'),
    store.pathOfHead(scope, 's', usualPathLimits),
    store.readEvents(scope, 'x', -1, 1e6),
    store.turnsOfItems(scope, ['msg_1', 'msg_2']),
    store.claim(scope, { ...claim, claimId: 'other' }),
    store.claimTurn('other', 1000),
  ]);
}

await describeOnDynamoDbLocal('calls that are not answered', (tables) => {
  const otherClient = tables.client();
  /** A table with what is there before, the faults of who calls, and somebody else who looks at it. */
  async function open(name: string) {
    const [prepare, call] = calls[name] ?? [];
    if (!prepare || !call) throw new Error(name);
    const client = tables.client();
    const faults = new TableFaults(client);
    const { openOn } = emptyTable();
    const store = openOn(client);
    await prepare(store);
    faults.reset();
    return { faults, call: () => call(store), seen: () => seen(openOn(otherClient)) };
  }

  describe.each(Object.keys(calls))('to %s', (name) => {
    let expected: unknown;
    let state: unknown;
    let writes = 0;

    beforeAll(async () => {
      const { faults, call, seen } = await open(name);
      expected = await call();
      writes = faults.calls.filter((one) => !/Get|Query/.test(one)).length;
      state = await seen();
    });

    test('are made again where an answer is lost or a call never arrives, as if nothing had been', async () => {
      expect(writes).toBeGreaterThan(0);
      const faulty: readonly (readonly [TableFault, number])[] = [
        ...Array.from({ length: writes }, (_, lost) => ['answer-lost', lost] as const),
        ['not-sent', writes - 1],
      ];
      const check = async ([fault, lost]: readonly [TableFault, number]) => {
        const { faults, call, seen } = await open(name);
        faults.next = (write) => (write === lost ? fault : null);
        expect([fault, lost, await call()]).toEqual([fault, lost, expected]);
        expect(faults.failed).toBe(1);
        expect(await seen()).toEqual(state);
      };
      await Promise.all(faulty.map(check));
    });

    test('are made again where each is turned away once, as if nothing had been', async () => {
      const { faults, call, seen } = await open(name);
      faults.next = () => (faults.calls.length % 2 === 1 ? turnedAway(faults) : null);
      expect(await call()).toEqual(expected);
      expect(faults.failed).toBeGreaterThan(0);
      expect(await seen()).toEqual(state);
    });

    test('have done nothing where the table goes away, or are ended by who calls again', async () => {
      const check = async (lost: number) => {
        const { faults, call, seen } = await open(name);
        faults.next = (write) => (write !== null && write >= lost ? 'not-sent' : null);
        await call().then(
          () => undefined,
          (error) => expect(error).toMatchObject({ kind: 'busy', code: 'session_store_unavailable' }),
        );
        faults.reset();
        await call();
        expect([lost, await seen()]).toEqual([lost, state]);
      };
      await Promise.all(Array.from({ length: writes }, (_, lost) => check(lost)));
    });
  });
});
