import { expect, test } from '@jest/globals';
import { newTurn, scope } from '../../contracts/session-store/session-bench.ts';
import { describeOnDynamoDbLocal } from '../../support/dynamodb-local/describe-on-dynamodb-local.ts';
import { storeBench } from './store-bench.ts';

const asked = { request: { model: 'auto', input: 'Hi' } };

await describeOnDynamoDbLocal('items of sessions in DynamoDB', (tables) => {
  test.concurrent('never become larger than a table takes, however long the events of a page are', async () => {
    const { store, open } = storeBench(tables);
    const events = ['a', 'b', 'c'].map((letter) => JSON.stringify(letter.repeat(200_000)));
    await store.append(scope, newTurn('a', null, asked), null);
    await store.appendEvents(scope, 'a', { firstSequence: 0, events });
    const read = await open().store.readEvents(scope, 'a', -1, 1_000_000);
    expect(read?.events.map(({ event }) => event)).toEqual(events);
  });

  test.concurrent('that list a turn stay until the turn is written: its worker looks again', async () => {
    const { store, client, open } = storeBench(tables);
    const other = open().store;
    const listed = Promise.withResolvers<void>();
    const looked = Promise.withResolvers<void>();
    client.middlewareStack.add(
      (next) => async (call) => {
        if (JSON.stringify(call.input).includes('"turn ')) {
          listed.resolve();
          await looked.promise;
        }
        return next(call);
      },
      { step: 'initialize', name: 'waitsBeforeTurns' },
    );
    const appending = store.append(scope, newTurn('a', null, asked), null);
    await listed.promise;
    expect(await other.claimTurn('w', 1_000)).toBeNull();
    looked.resolve();
    await appending;
    expect(await other.claimTurn('w', 1_000)).toMatchObject({ turnId: 'a' });
  });
});
