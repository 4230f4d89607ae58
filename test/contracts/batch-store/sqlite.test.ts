import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { SqliteBatchStore } from '../../../adapters/sqlite/sqlite-batch-store.ts';
import { batchStoreWords, toStoreError } from '../../../adapters/sqlite/to-store-error.ts';
import type { BatchStore } from '../../../core/ports/batch-store.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { batchBench, scope } from './batch-bench.ts';
import { describeBatchStoreContract } from './describe-batch-store-contract.ts';

const directory = mkdtempSync(join(tmpdir(), 'cato-batches-'));
const stores: BatchStore[] = [];

function create(clock: Clock, file = `${stores.length}.db`): BatchStore {
  const store = new SqliteBatchStore({ file: join(directory, file), clock });
  stores.push(store);
  return store;
}

describeBatchStoreContract('SQLite', (clock) => create(clock));

test('a file outlives the process, with its batches and what they have reached', async () => {
  const first = batchBench((clock) => create(clock, 'kept.db'));
  await first.upload('f1', 'a');
  await first.begin('b1', 'f1');
  await first.store.addResult(scope, 'b1', { line: 1, file: 'output', text: 'a\n' });
  await first.store.close();
  await first.store.close();
  const second = batchBench((clock) => create(clock, 'kept.db'));
  expect(await second.content('f1')).toBe('a');
  expect(await second.store.batch(scope, 'b1')).toMatchObject({ metadata: { a: 'b' }, counts: { completed: 1 } });
  expect([...(await second.store.answeredLines(scope, 'b1'))]).toEqual([1]);
  expect(statSync(join(directory, 'kept.db')).mode & 0o777).toBe(0o600);
});

test('a store in trouble says so in its own name', () => {
  const full = Object.assign(new Error('database or disk is full'), { errcode: 13 });
  const error = toStoreError(full, 'batches.sqlite', batchStoreWords);
  expect(error).toMatchObject({ kind: 'busy', code: 'batch_store_unavailable' });
  expect(error).toMatchObject({ message: expect.stringContaining('The store of files and batches has no room left') });
});

afterAll(async () => {
  for (const store of stores) await store.close();
  rmSync(directory, { recursive: true });
});
