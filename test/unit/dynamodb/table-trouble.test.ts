import { createServer } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { DynamoDbSessionStore } from '../../../adapters/dynamodb/dynamodb-session-store.ts';
import { createTableClient } from '../../../adapters/dynamodb/table-client.ts';
import { tableTrouble } from '../../../adapters/dynamodb/table-trouble.ts';
import { InMemoryBlobStore } from '../../../adapters/in-memory/in-memory-blob-store.ts';
import { newTurn, scope } from '../../contracts/session-store/session-bench.ts';
import { describeOnDynamoDbLocal } from '../../support/dynamodb-local/describe-on-dynamodb-local.ts';
import type { TableFault } from '../../support/dynamodb-local/table-faults.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { storeBench } from './store-bench.ts';

const move = { name: 's', ifMissing: 'create', expiresAt: null } as const;
const throttled: TableFault = { name: 'ThrottlingException' };
const conflict: TableFault = { name: 'TransactionCanceledException', reason: 'TransactionConflict' };

describe('trouble with a table', () => {
  const named = (name: string, more: object = {}) => Object.assign(new Error(name), { name, ...more });
  const canceled = (...codes: string[]) =>
    named('TransactionCanceledException', { CancellationReasons: codes.map((Code) => ({ Code })) });

  test.each([
    ['refused', named('ConditionalCheckFailedException')],
    ['refused', canceled('None', 'ConditionalCheckFailed')],
    ['refused', canceled('TransactionConflict', 'ConditionalCheckFailed')],
    ['crowded', canceled('TransactionConflict', 'None')],
    ['crowded', named('ProvisionedThroughputExceededException')],
    ['crowded', named('TransactionConflictException')],
    ['crowded', named('ReplicatedWriteConflictException')],
    ['away', named('TimeoutError')],
    ['away', named('AbortError')],
    ['away', named('Error', { errno: -111, code: 'ECONNREFUSED' })],
    ['away', named('InternalServerError')],
    ['away', named('Whatever', { $metadata: { httpStatusCode: 503 } })],
    ['away', named('Error', { code: 'EPROTO', $metadata: { attempts: 1 } })],
    ['fault', named('CredentialsProviderError', { $metadata: { attempts: 1 } })],
    ['fault', named('AccessDeniedException', { $metadata: { httpStatusCode: 400 } })],
    ['fault', named('ResourceNotFoundException')],
    ['fault', canceled('ValidationError')],
    ['fault', new TypeError('ours')],
  ])('is %s where it is said to be', (trouble, error) => {
    expect([error, tableTrouble(error)]).toEqual([error, trouble]);
  });
});

test('a table that says nothing is not waited for', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const client = createTableClient({
    region: 'eu-west-1',
    endpoint,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const store = new DynamoDbSessionStore({
    client,
    name: 't',
    clock: new FakeClock(),
    blobs: new InMemoryBlobStore(),
    tryMs: 30,
  });
  await expect(store.turn(scope, 'a')).rejects.toMatchObject({ kind: 'busy' });
  await store.close();
  silent.close();
  silent.closeAllConnections();
});

await describeOnDynamoDbLocal('a table in trouble', (tables) => {
  test('that turns calls away is asked again a few times', async () => {
    const { store, faults } = storeBench(tables);
    let left = 4;
    faults.next = () => (left-- > 0 ? throttled : null);
    expect(await store.append(scope, newTurn('a'), move)).toMatchObject({ result: 'appended' });
    expect(store.state()).toBe('ok');
  });

  test('that turns every call away is busy, after so many', async () => {
    const { store, faults } = storeBench(tables);
    faults.next = () => throttled;
    await expect(store.turn(scope, 'a')).rejects.toMatchObject({ kind: 'busy', retryAfterMs: 1000 });
    expect(faults.calls).toHaveLength(5);
    expect(store.state()).toBe('failing');
    faults.reset();
    expect(await store.turn(scope, 'a')).toBeNull();
    expect(store.state()).toBe('ok');
  });

  test('where transactions meet is asked again', async () => {
    const { store, faults } = storeBench(tables);
    await store.append(scope, newTurn('a'), null);
    let left = 3;
    faults.next = (write) => (write !== null && left-- > 0 ? conflict : null);
    expect(await store.appendEvents(scope, 'a', { firstSequence: 0, events: ['1'] })).toEqual({ result: 'appended' });
    expect((await store.readEvents(scope, 'a', -1, 1e6))?.nextSequence).toBe(1);
  });

  test('that is away is busy after two tries, whatever is asked', async () => {
    const { store, faults } = storeBench(tables);
    const calls = [
      () => store.turn(scope, 'a'),
      () => store.pathOfHead(scope, 's', { maxTurns: 1, maxBytes: 1 }),
      () => store.append(scope, newTurn('a'), move),
      () => store.createHead(scope, { name: 's', metadata: {}, expiresAt: null }),
      () => store.claim(scope, { key: 'k', fingerprint: 'f', claimId: 'c', leaseMs: 1 }),
    ];
    for (const call of calls) {
      faults.reset();
      faults.next = () => 'not-sent';
      await expect(call()).rejects.toMatchObject({ kind: 'busy', code: 'session_store_unavailable' });
      expect(faults.calls).toHaveLength(2);
    }
  });

  test('that refuses what is asked has failed, and is not asked again', async () => {
    const { store, faults } = storeBench(tables);
    faults.next = () => ({ name: 'AccessDeniedException' });
    await expect(store.turn(scope, 'a')).rejects.toMatchObject({ kind: 'internal', code: 'session_store_failed' });
    expect(faults.calls).toHaveLength(1);
  });
});
