/**
 * Large content under keys of its own, written before the record that makes it count. What no record names any more,
 * or never did, is removed by the store's own rules some time later.
 */
export interface BlobStore {
  /** Writing twice under a key is writing. Rejects with a GatewayError `busy` when the store is in trouble. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** @returns `null` when there is nothing under this key. Rejects with `busy` when the store is in trouble. */
  get(key: string): Promise<Uint8Array | null>;
  /** What is not there is deleted. Rejects with `busy` when the store is in trouble. */
  delete(key: string): Promise<void>;
}
