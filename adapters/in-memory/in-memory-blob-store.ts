import type { BlobStore } from '../../core/ports/blob-store.ts';

/** Content of this process. It grows until it is deleted. */
export class InMemoryBlobStore implements BlobStore {
  readonly #blobs = new Map<string, Uint8Array>();

  get keys(): readonly string[] {
    return [...this.#blobs.keys()];
  }

  async put(key: string, bytes: Uint8Array) {
    this.#blobs.set(key, Uint8Array.from(bytes));
  }

  async get(key: string) {
    const bytes = this.#blobs.get(key);
    return bytes ? Uint8Array.from(bytes) : null;
  }

  async delete(key: string) {
    this.#blobs.delete(key);
  }
}
