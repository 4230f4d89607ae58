import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoDbSessionStore } from '../../../adapters/dynamodb/dynamodb-session-store.ts';
import { InMemoryBlobStore } from '../../../adapters/in-memory/in-memory-blob-store.ts';
import type { LocalTables } from '../../support/dynamodb-local/describe-on-dynamodb-local.ts';
import { TableFaults } from '../../support/dynamodb-local/table-faults.ts';
import { FakeClock } from '../../support/fake-clock.ts';

let tableCount = 0;

/** A table of its own, and as many stores on it as are asked for: each is another process, with a client of its own. */
export function storeBench(tables: LocalTables) {
  const { openOn, ...bench } = emptyTable();
  const open = () => {
    const client = tables.client();
    return { client, faults: new TableFaults(client), store: openOn(client) };
  };
  return { ...bench, open, ...open() };
}

/** A table of its own for stores on clients that are used again. */
export function emptyTable() {
  const name = `working-memory-${tableCount++}`;
  const clock = new FakeClock();
  const blobs = new InMemoryBlobStore();
  const openOn = (client: DynamoDBDocumentClient) =>
    new DynamoDbSessionStore({ client, name, clock, blobs, tryMs: 15_000 });
  return { name, clock, blobs, openOn };
}
