import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { NewPart, ObjectStore, StoredPart } from '../../../local/models/push/object-store.ts';
import { pushFile } from '../../../local/models/push/push-file.ts';

const partBytes = 1_000;
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cato-push-'));
  path = join(folder, 'model');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Has nothing, and takes everything. */
class EmptyStore implements ObjectStore {
  completed: readonly StoredPart[] | null = null;
  async find() {
    return null;
  }
  async findUnfinished() {
    return null;
  }
  async begin() {
    return 'upload';
  }
  async putPart(_key: string, _id: string, { number, checksum }: NewPart): Promise<StoredPart> {
    return { number, checksum, etag: `${number}` };
  }
  async complete(_key: string, _id: string, parts: readonly StoredPart[]) {
    this.completed = parts;
  }
}

function push(store: ObjectStore): Promise<boolean> {
  const { signal } = new AbortController();
  return pushFile({ path, key: 'models/m', name: 'm', store, tell() {}, signal, partBytes });
}

test('a file that changes while it is uploaded is no object, and its owner is told', async () => {
  writeFileSync(path, Buffer.alloc(9_500, 1));
  class Store extends EmptyStore {
    override async begin() {
      writeFileSync(path, Buffer.alloc(9_500, 2));
      return 'upload';
    }
  }
  const store = new Store();
  await expect(push(store)).rejects.toThrow(/has changed while it was uploaded/);
  expect(store.completed).toBeNull();
});

test('four parts at most are on their way, and in memory, at the same time', async () => {
  writeFileSync(path, Buffer.alloc(20_000, 1));
  let underWay = 0;
  let most = 0;
  class Store extends EmptyStore {
    override async putPart(...part: Parameters<EmptyStore['putPart']>) {
      most = Math.max(most, ++underWay);
      // As long as others need to begin, if they may.
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      underWay -= 1;
      return super.putPart(...part);
    }
  }
  const store = new Store();
  expect(await push(store)).toBe(false);
  expect(most).toBe(4);
  expect(store.completed?.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});
