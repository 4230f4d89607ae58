import { expect, test } from '@jest/globals';
import type { BatchStatus } from '../../../core/batches/batch.ts';
import { batchBench, type CreateBatchStore, hour, newBatch, scope, stranger } from './batch-bench.ts';

export function describeBatches(create: CreateBatchStore): void {
  test('a batch begins with its validation, and needs a file that is there', async () => {
    const { store, clock, upload } = batchBench(create);
    const asked = newBatch('b1', 'f1', clock.now());
    expect(await store.createBatch(scope, asked)).toBeNull();
    await upload('f1', 'a');
    expect(await store.createBatch(stranger, asked)).toBeNull();
    const begun = {
      ...{ ...asked, status: 'validating', reachedAt: { validating: clock.now() }, faults: [] },
      ...{ counts: { total: 0, completed: 0, failed: 0 }, outputFileId: null, errorFileId: null },
    };
    expect(await store.createBatch(scope, asked)).toEqual(begun);
    expect(await store.batch(scope, 'b1')).toEqual(begun);
    expect(await store.batch(stranger, 'b1')).toBeNull();
    expect(await store.batch(scope, 'b2')).toBeNull();
  });

  test('a batch moves only from where it is', async () => {
    const { store, clock, upload, begin } = batchBench(create);
    await upload('f1', 'a');
    await begin('b1', 'f1');
    const move = (from: readonly BatchStatus[], to: BatchStatus, total?: number) =>
      store.moveBatch(scope, 'b1', { from, to, at: clock.now(), ...(total === undefined ? {} : { total }) });
    const begunAt = clock.now();
    await clock.advance(1000);
    expect(await move(['in_progress'], 'finalizing')).toBeNull();
    expect(await move(['validating'], 'in_progress', 7)).toMatchObject({
      status: 'in_progress',
      counts: { total: 7, completed: 0, failed: 0 },
    });
    expect(await move(['validating', 'in_progress'], 'cancelling')).toMatchObject({ counts: { total: 7 } });
    expect(await move(['in_progress'], 'finalizing')).toBeNull();
    expect(await store.moveBatch(stranger, 'b1', { from: ['cancelling'], to: 'cancelled', at: 0 })).toBeNull();
    await clock.advance(1000);
    await move(['cancelling'], 'cancelled');
    expect(await store.batch(scope, 'b1')).toMatchObject({
      status: 'cancelled',
      reachedAt: {
        ...{ validating: begunAt, in_progress: begunAt + 1000 },
        ...{ cancelling: begunAt + 1000, cancelled: begunAt + 2000 },
      },
      ...{ outputFileId: null, errorFileId: null },
    });
  });

  test('what was handed to a provider is kept until the batch ends, whatever else happens to it', async () => {
    const { store, clock, upload, begin } = batchBench(create);
    await upload('f1', 'a');
    await begin('b1', 'f1');
    const part = { name: 'b1-0', firstLine: 1, lastLine: 4, requests: 3, providerId: null, isOver: false };
    const first = { target: 'nightly', parts: [part], isComplete: false };
    expect(await store.batch(scope, 'b1')).not.toHaveProperty('handover');
    expect(await store.keepHandover(scope, 'b1', first)).toBe(true);
    const second = { ...first, parts: [{ ...part, providerId: 'batch_p' }], isComplete: true };
    expect(await store.keepHandover(scope, 'b1', second)).toBe(true);
    expect(await store.keepHandover(stranger, 'b1', first)).toBe(false);
    expect(await store.keepHandover(scope, 'b2', first)).toBe(false);
    await store.moveBatch(scope, 'b1', { from: ['validating'], to: 'in_progress', at: clock.now(), total: 4 });
    await store.addResult(scope, 'b1', { line: 1, file: 'output', text: 'a\n' });
    expect(await store.claimBatch('w1', 1000)).toMatchObject({
      batch: { handover: second, status: 'in_progress', counts: { total: 4, completed: 1 } },
    });
    await store.moveBatch(scope, 'b1', { from: ['in_progress'], to: 'completed', at: clock.now() });
    expect(await store.keepHandover(scope, 'b1', first)).toBe(false);
    expect(await store.batch(scope, 'b1')).toMatchObject({ handover: second, status: 'completed' });
  });

  test('the faults of its file are kept', async () => {
    const { store, clock, upload, begin } = batchBench(create);
    await upload('f1', 'a');
    await begin('b1', 'f1');
    const faults = [{ code: 'invalid_json_line', message: 'No.', param: null, line: 3 }];
    await store.moveBatch(scope, 'b1', { from: ['validating'], to: 'failed', at: clock.now(), faults });
    expect(await store.batch(scope, 'b1')).toMatchObject({ status: 'failed', faults });
    expect((await store.listFiles(scope, { purpose: null, order: 'asc', after: null, limit: 9 }))?.items).toHaveLength(
      1,
    );
  });

  test('results are counted once, and read in the order of the lines when the batch has ended', async () => {
    const { store, clock, upload, begin, content } = batchBench(create);
    await upload('f1', 'a');
    await begin('b1', 'f1');
    await store.moveBatch(scope, 'b1', { from: ['validating'], to: 'in_progress', at: clock.now(), total: 4 });
    const add = (line: number, file: 'output' | 'errors') =>
      store.addResult(scope, 'b1', { line, file, text: `${file} ${line} é\n` });
    expect(await Promise.all([add(10, 'output'), add(2, 'output'), add(3, 'errors')])).toEqual([true, true, true]);
    expect(await add(2, 'output')).toBe(false);
    expect(await add(2, 'errors')).toBe(false);
    expect(await add(3, 'output')).toBe(false);
    expect(await store.addResult(stranger, 'b1', { line: 4, file: 'output', text: 'a' })).toBe(false);
    expect([...(await store.answeredLines(scope, 'b1'))].sort()).toEqual([10, 2, 3]);
    expect((await store.answeredLines(stranger, 'b1')).size).toBe(0);
    expect(await store.batch(scope, 'b1')).toMatchObject({ counts: { total: 4, completed: 2, failed: 1 } });
    await expect(content('b1-out')).rejects.toMatchObject({ kind: 'not-found' });
    expect(await store.file(scope, 'b1-out')).toBeNull();
    await clock.advance(hour);
    const ended = { outputFileId: 'b1-out', errorFileId: 'b1-err', counts: { total: 4, completed: 2, failed: 1 } };
    expect(
      await store.moveBatch(scope, 'b1', { from: ['in_progress'], to: 'completed', at: clock.now() }),
    ).toMatchObject(ended);
    expect(await store.batch(scope, 'b1')).toMatchObject(ended);
    expect(await content('b1-out')).toBe('output 2 é\noutput 10 é\n');
    expect(await content('b1-err')).toBe('errors 3 é\n');
    expect(await store.file(scope, 'b1-out')).toEqual({
      ...{ id: 'b1-out', name: 'b1_output.jsonl', purpose: 'batch_output', bytes: 25 },
      ...{ createdAt: clock.now(), expiresAt: clock.now() + 48 * hour },
    });
    expect(await add(5, 'output')).toBe(false);
  });

  test('a batch without failures has no file of errors', async () => {
    const { store, clock, upload, begin } = batchBench(create);
    await upload('f1', 'a');
    await begin('b1', 'f1');
    await store.addResult(scope, 'b1', { line: 1, file: 'output', text: 'a\n' });
    await store.moveBatch(scope, 'b1', { from: ['validating'], to: 'completed', at: clock.now() });
    expect(await store.batch(scope, 'b1')).toMatchObject({ outputFileId: 'b1-out', errorFileId: null });
    expect(await store.file(scope, 'b1-err')).toBeNull();
  });

  test('batches are listed newest first, page by page', async () => {
    const { store, upload, begin } = batchBench(create);
    await upload('f1', 'a');
    for (const id of ['b1', 'b2', 'b3']) await begin(id, 'f1');
    const ids = async (after: string | null, limit: number) => {
      const page = await store.listBatches(scope, { after, limit });
      return page && [...page.items.map(({ id }) => id), page.hasMore];
    };
    expect(await ids(null, 2)).toEqual(['b3', 'b2', true]);
    expect(await ids('b2', 2)).toEqual(['b1', false]);
    expect(await ids('b9', 2)).toBeNull();
    expect(await store.listBatches(stranger, { after: null, limit: 9 })).toEqual({ items: [], hasMore: false });
  });

  test('one worker has a batch at a time, oldest first; it is taken over when nothing is heard of it', async () => {
    const { store, clock, upload, begin } = batchBench(create);
    await upload('f1', 'a');
    await begin('b1', 'f1');
    await begin('b2', 'f1');
    const claim = async (workerId: string) => (await store.claimBatch(workerId, 100))?.batch.id ?? null;
    expect([await claim('w1'), await claim('w2'), await claim('w3')]).toEqual(['b1', 'b2', null]);
    await clock.advance(60);
    expect(await store.holdBatch(scope, 'b1', 'w1', 100)).toMatchObject({ id: 'b1', status: 'validating' });
    await clock.advance(60);
    expect([await claim('w3'), await claim('w3')]).toEqual(['b2', null]);
    expect(await store.holdBatch(scope, 'b2', 'w2', 100)).toBeNull();
    await store.releaseBatch(scope, 'b2', 'w2');
    expect(await claim('w4')).toBeNull();
    await store.releaseBatch(scope, 'b2', 'w3');
    expect(await claim('w4')).toBe('b2');
    await clock.advance(1000);
    await store.moveBatch(scope, 'b1', { from: ['validating'], to: 'failed', at: clock.now() });
    expect([await claim('w5'), await claim('w5')]).toEqual(['b2', null]);
  });

  test('an ended batch is forgotten when its time is over, one that has not ended never', async () => {
    const { store, clock, upload, begin } = batchBench(create);
    await upload('f1', 'a');
    await begin('b1', 'f1');
    await begin('b2', 'f1');
    await store.addResult(scope, 'b1', { line: 1, file: 'output', text: 'a\n' });
    await store.moveBatch(scope, 'b1', { from: ['validating'], to: 'cancelled', at: clock.now() });
    await clock.advance(48 * hour - 1);
    expect(await store.batch(scope, 'b1')).not.toBeNull();
    expect(await store.file(scope, 'b1-out')).not.toBeNull();
    await clock.advance(1);
    expect(await store.batch(scope, 'b1')).toBeNull();
    expect(await store.file(scope, 'b1-out')).toBeNull();
    expect((await store.listBatches(scope, { after: null, limit: 9 }))?.items.map(({ id }) => id)).toEqual(['b2']);
    expect([await store.sweep(1), await store.sweep(9), await store.sweep(9)]).toEqual([1, 1, 0]);
    expect(await store.batch(scope, 'b2')).not.toBeNull();
  });
}
