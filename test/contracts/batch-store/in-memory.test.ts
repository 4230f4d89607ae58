import { expect, test } from '@jest/globals';
import { InMemoryBatchStore } from '../../../adapters/in-memory/in-memory-batch-store.ts';
import { batchBench, scope } from './batch-bench.ts';
import { describeBatchStoreContract } from './describe-batch-store-contract.ts';

describeBatchStoreContract('memory', (clock) => new InMemoryBatchStore({ clock }));

test('memory is bounded: an upload that does not fit is refused, until others are deleted', async () => {
  const { store, upload, content } = batchBench((clock) => new InMemoryBatchStore({ clock, maxBytes: 10 }));
  await upload('f1', 'sixsix');
  await expect(upload('f2', 'fives')).rejects.toMatchObject({ kind: 'body-too-large', code: 'no_room_for_file' });
  await store.deleteFile(scope, 'f1');
  await upload('f3', 'fives');
  expect(await content('f3')).toBe('fives');
});
