import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoDbSessionStore } from '../../../adapters/dynamodb/dynamodb-session-store.ts';
import { headKey } from '../../../adapters/dynamodb/session-keys.ts';
import { InMemoryBlobStore } from '../../../adapters/in-memory/in-memory-blob-store.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { SessionStore } from '../../../core/ports/session-store.ts';
import { deleteExpired } from '../../support/dynamodb-local/delete-expired.ts';
import { describeOnDynamoDbLocal } from '../../support/dynamodb-local/describe-on-dynamodb-local.ts';
import { describeSessionStoreContract } from './describe-session-store-contract.ts';

await describeOnDynamoDbLocal('sessions in DynamoDB', (tables) => {
  const client = tables.client();
  const nameOf = new Map<SessionStore, string>();

  /** Each has a table of its own. The service sweeps by itself; here that is done when it is asked for. */
  function create(clock: Clock): SessionStore {
    const name = `working-memory-${nameOf.size}`;
    const store = new DynamoDbSessionStore({ client, name, clock, blobs: new InMemoryBlobStore(), tryMs: 15_000 });
    nameOf.set(store, name);
    store.close = async () => {};
    return Object.assign(store, { sweep: (max: number) => deleteExpired(client, name, clock.now(), max) });
  }

  /** In one write: a thousand of them take their time. */
  async function fillHead(store: SessionStore, scope: string, name: string, ids: readonly string[]): Promise<void> {
    await client.send(
      new UpdateCommand({
        TableName: nameOf.get(store),
        Key: headKey(scope, name),
        UpdateExpression: 'SET removedItems = list_append(removedItems, :ids)',
        ExpressionAttributeValues: { ':ids': ids },
      }),
    );
  }

  describeSessionStoreContract('DynamoDB', create, { runs: 5, fillHead });
});
