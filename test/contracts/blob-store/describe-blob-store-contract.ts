import { expect, test } from '@jest/globals';
import type { BlobStore } from '../../../core/ports/blob-store.ts';

/** What holds of every BlobStore. @param create makes an empty one. */
export function describeBlobStoreContract(name: string, create: () => BlobStore): void {
  test(`${name} gives back what was put there last, byte for byte`, async () => {
    const store = create();
    await store.put('sessions/a/1', Uint8Array.from([0, 255, 10, 13]));
    await store.put('sessions/a/2', new Uint8Array());
    expect([...((await store.get('sessions/a/1')) ?? [])]).toEqual([0, 255, 10, 13]);
    expect(await store.get('sessions/a/2')).toHaveLength(0);
    await store.put('sessions/a/1', Uint8Array.from([7]));
    expect([...((await store.get('sessions/a/1')) ?? [])]).toEqual([7]);
    const large = new Uint8Array(3_000_000).fill(42);
    await store.put('sessions/large', large);
    expect(Buffer.compare((await store.get('sessions/large')) ?? new Uint8Array(), large)).toBe(0);
  });

  test(`${name} has nothing under other keys, nor under a deleted one`, async () => {
    const store = create();
    await store.put('sessions/a', Uint8Array.from([1]));
    expect(await store.get('sessions/b')).toBeNull();
    await store.delete('sessions/a');
    await store.delete('sessions/a');
    expect(await store.get('sessions/a')).toBeNull();
  });
}
