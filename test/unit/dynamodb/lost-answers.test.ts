import { describe, expect, test } from '@jest/globals';
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
  'claim a turn': [
    (store) => store.append(scope, newTurn('x', null, asked), null),
    (store) => store.claimTurn('w', 1000),
  ],
  'hold a turn': [
    (store) => store.append(scope, newTurn('x', null, asked), null),
    (store) => store.holdTurn(scope, 'x', 'w', 1000),
  ],
};

/** All that can be seen of these sessions. */
async function seen(store: SessionStore) {
  return Promise.all([
    store.turn(scope, 'x'),
    store.pathOfHead(scope, 's', usualPathLimits),
    store.readEvents(scope, 'x', -1, 1e6),
    store.turnsOfItems(scope, ['msg_1', 'msg_2']),
    store.claim(scope, { ...claim, claimId: 'other' }),
  ]);
}

await describeOnDynamoDbLocal('calls whose answers get lost', (tables) => {
  const client = tables.client();
  const faults = new TableFaults(client);
  const otherClient = tables.client();
  const open = () => {
    const { openOn } = emptyTable();
    return { store: openOn(client), reader: openOn(otherClient) };
  };

  describe('a write whose answer is lost, or that never arrives', () => {
    test.each(Object.keys(calls))('is made again, and it is as if nothing had been: %s', async (name) => {
      const [prepare, call] = calls[name] ?? [];
      if (!prepare || !call) throw new Error(name);
      const { store: usual, reader } = open();
      await prepare(usual);
      faults.reset();
      const expected = await call(usual);
      const writes = faults.calls.filter((one) => !/Get|Query/.test(one)).length;
      const state = await seen(reader);
      expect(writes).toBeGreaterThan(0);
      const faulty: readonly (readonly [TableFault, number])[] = [
        ...Array.from({ length: writes }, (_, lost) => ['answer-lost', lost] as const),
        ['not-sent', writes - 1],
      ];
      for (const [fault, lost] of faulty) {
        const { store, reader } = open();
        await prepare(store);
        faults.reset();
        faults.next = (write) => (write === lost ? fault : null);
        expect([fault, lost, await call(store)]).toEqual([fault, lost, expected]);
        expect(faults.failed).toBe(1);
        expect(await seen(reader)).toEqual(state);
      }
    });
  });
});
