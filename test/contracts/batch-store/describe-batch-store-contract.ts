import { describe } from '@jest/globals';
import type { CreateBatchStore } from './batch-bench.ts';
import { describeBatches } from './describe-batches.ts';
import { describeFiles } from './describe-files.ts';

/** What holds of every BatchStore. */
export function describeBatchStoreContract(name: string, create: CreateBatchStore): void {
  describe(`batches in ${name}`, () => {
    describe('files', () => describeFiles(create));
    describe('batches', () => describeBatches(create));
  });
}
