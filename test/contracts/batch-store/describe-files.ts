import { expect, test } from '@jest/globals';
import { batchBench, type CreateBatchStore, hour, scope, stranger } from './batch-bench.ts';

const listed = { purpose: null, order: 'desc', after: null, limit: 10 } as const;

export function describeFiles(create: CreateBatchStore): void {
  test('a file is found, listed and read once it is complete, by its owner alone', async () => {
    const { store, clock, content } = batchBench(create);
    const createdAt = clock.now();
    const file = { id: 'f1', name: 'é.jsonl', purpose: 'batch', createdAt } as const;
    await store.createFile(scope, { ...file, abandonedAt: createdAt + hour });
    await store.addPiece(scope, 'f1', 0, Buffer.from('{"a":'));
    await store.addPiece(scope, 'f1', 1, Buffer.from('"é"}\n'));
    expect(await store.file(scope, 'f1')).toBeNull();
    expect(await store.listFiles(scope, listed)).toEqual({ items: [], hasMore: false });
    await expect(content('f1')).rejects.toMatchObject({ kind: 'not-found' });
    const complete = { ...file, bytes: 11, expiresAt: createdAt + 5 * hour };
    expect(await store.completeFile(scope, 'f1', createdAt + 5 * hour)).toEqual(complete);
    expect(await store.completeFile(scope, 'f1', createdAt + 6 * hour)).toBeNull();
    expect(await store.file(scope, 'f1')).toEqual(complete);
    expect(await store.listFiles(scope, listed)).toEqual({ items: [complete], hasMore: false });
    expect(await content('f1')).toBe('{"a":"é"}\n');
    expect(await store.file(stranger, 'f1')).toBeNull();
    expect(await store.listFiles(stranger, listed)).toEqual({ items: [], hasMore: false });
    expect(await store.deleteFile(stranger, 'f1')).toBe('unknown');
    await expect(store.readFile(stranger, 'f1')[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  test('what was handed over is what is read, whatever becomes of the buffer', async () => {
    const { store, clock, content } = batchBench(create);
    const times = { createdAt: clock.now(), abandonedAt: clock.now() + hour };
    await store.createFile(scope, { id: 'f1', name: 'a.jsonl', purpose: 'batch', ...times });
    const bytes = Buffer.from('kept');
    await store.addPiece(scope, 'f1', 0, bytes);
    bytes.fill(0x21);
    await store.completeFile(scope, 'f1', clock.now() + hour);
    expect(await content('f1')).toBe('kept');
  });

  test('a piece for a file that is not there is refused', async () => {
    const { store } = batchBench(create);
    await expect(store.addPiece(scope, 'f1', 0, Buffer.from('a'))).rejects.toMatchObject({ kind: 'not-found' });
    expect(await store.completeFile(scope, 'f1', hour)).toBeNull();
  });

  test('files are listed page by page, in both orders, by purpose', async () => {
    const { store, upload } = batchBench(create);
    for (const id of ['f1', 'f2', 'f3']) await upload(id, 'a');
    const ids = async (more: Partial<Parameters<typeof store.listFiles>[1]>) => {
      const page = await store.listFiles(scope, { ...listed, ...more });
      return page && [...page.items.map(({ id }) => id), page.hasMore];
    };
    expect(await ids({})).toEqual(['f3', 'f2', 'f1', false]);
    expect(await ids({ limit: 2 })).toEqual(['f3', 'f2', true]);
    expect(await ids({ limit: 2, after: 'f2' })).toEqual(['f1', false]);
    expect(await ids({ order: 'asc', limit: 1 })).toEqual(['f1', true]);
    expect(await ids({ order: 'asc', after: 'f1' })).toEqual(['f2', 'f3', false]);
    expect(await ids({ purpose: 'batch_output' })).toEqual([false]);
    expect(await ids({ after: 'f9' })).toBeNull();
  });

  test('a deleted file is unknown, and who was reading it is told', async () => {
    const { store, upload } = batchBench(create);
    await upload('f1', ...Array.from({ length: 4 }, () => 'x'.repeat(300_000)));
    const reading = store.readFile(scope, 'f1')[Symbol.asyncIterator]();
    expect((await reading.next()).done).toBe(false);
    expect(await store.deleteFile(scope, 'f1')).toBe('deleted');
    expect(await store.deleteFile(scope, 'f1')).toBe('unknown');
    expect(await store.file(scope, 'f1')).toBeNull();
    await expect(reading.next()).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('a file is kept while a batch reads it, expired or not, and can be deleted after', async () => {
    const { store, clock, upload, begin, content } = batchBench(create);
    await upload('f1', 'a');
    await begin('b1', 'f1');
    expect(await store.deleteFile(scope, 'f1')).toBe('in-use');
    await clock.advance(25 * hour);
    expect(await store.file(scope, 'f1')).toBeNull();
    expect(await store.sweep(10)).toBe(0);
    expect(await content('f1')).toBe('a');
    await store.moveBatch(scope, 'b1', { from: ['validating'], to: 'expired', at: clock.now() });
    expect(await store.sweep(10)).toBe(1);
    await expect(content('f1')).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('what expired is swept, in steps, and so is an upload that was given up', async () => {
    const { store, clock, upload } = batchBench(create);
    await upload('f1', 'a');
    await upload('f2', 'a');
    const times = { createdAt: clock.now(), abandonedAt: clock.now() + hour };
    await store.createFile(scope, { id: 'f3', name: 'a.jsonl', purpose: 'batch', ...times });
    await clock.advance(hour);
    expect(await store.sweep(10)).toBe(1);
    await expect(store.addPiece(scope, 'f3', 0, Buffer.from('a'))).rejects.toMatchObject({ kind: 'not-found' });
    await clock.advance(23 * hour);
    expect(await store.file(scope, 'f1')).toBeNull();
    expect([await store.sweep(1), await store.sweep(1), await store.sweep(1)]).toEqual([1, 1, 0]);
  });
}
