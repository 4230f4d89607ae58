import { DynamoDbSessionStore } from '../../../adapters/dynamodb/dynamodb-session-store.ts';
import { InMemoryBlobStore } from '../../../adapters/in-memory/in-memory-blob-store.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { SessionStore } from '../../../core/ports/session-store.ts';
import { deleteExpired } from '../../support/dynamodb-local/delete-expired.ts';
import { describeOnDynamoDbLocal } from '../../support/dynamodb-local/describe-on-dynamodb-local.ts';
import { describeSessionStoreContract } from './describe-session-store-contract.ts';

await describeOnDynamoDbLocal('sessions in DynamoDB', (tables) => {
  const client = tables.client();
  let stores = 0;

  /** Each has a table of its own. The service sweeps by itself; here that is done when it is asked for. */
  function create(clock: Clock): SessionStore {
    const name = `working-memory-${stores++}`;
    const store = new DynamoDbSessionStore({ client, name, clock, blobs: new InMemoryBlobStore() });
    store.close = async () => {};
    return Object.assign(store, { sweep: (max: number) => deleteExpired(client, name, clock.now(), max) });
  }

  describeSessionStoreContract('DynamoDB', create, { runs: 8 });
});
