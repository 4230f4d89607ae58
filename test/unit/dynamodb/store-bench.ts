import { DynamoDbSessionStore } from '../../../adapters/dynamodb/dynamodb-session-store.ts';
import { InMemoryBlobStore } from '../../../adapters/in-memory/in-memory-blob-store.ts';
import type { LocalTables } from '../../support/dynamodb-local/describe-on-dynamodb-local.ts';
import { TableFaults } from '../../support/dynamodb-local/table-faults.ts';
import { FakeClock } from '../../support/fake-clock.ts';

let tableCount = 0;

/** A table of its own, and as many stores on it as are asked for: each is another process. */
export function storeBench(tables: LocalTables) {
  const name = `working-memory-${tableCount++}`;
  const clock = new FakeClock();
  const blobs = new InMemoryBlobStore();
  const open = (tryMs = 15_000) => {
    const client = tables.client();
    const faults = new TableFaults(client);
    return { client, faults, store: new DynamoDbSessionStore({ client, name, clock, blobs, tryMs }) };
  };
  return { name, clock, blobs, open, ...open() };
}
