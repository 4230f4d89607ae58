import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { SharedTransactions } from '../../../adapters/sqlite/shared-transactions.ts';
import { FakeClock } from '../../support/fake-clock.ts';

test('of many writes of one moment the one that fails is not written, half or whole, and all the others are', async () => {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE said (number INTEGER UNIQUE)');
  const insert = database.prepare('INSERT INTO said VALUES (?)');
  const shared = new SharedTransactions(database, new FakeClock());
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, (_, number) =>
      shared.write(() => {
        insert.run(number);
        // The second statement of this one meets what is there.
        if (number === 20) insert.run(3);
        return number;
      }),
    ),
  );
  const written = database.prepare('SELECT number FROM said ORDER BY number').all();
  expect(written.map(({ number }) => number)).toEqual(
    Array.from({ length: 50 }, (_, at) => at).filter((at) => at !== 20),
  );
  expect(results.map(({ status }) => status === 'rejected')).toEqual(results.map((_, at) => at === 20));
  expect(results[49]).toEqual({ status: 'fulfilled', value: 49 });
  database.close();
});
