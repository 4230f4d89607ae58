import { createHash, randomUUID } from 'node:crypto';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { BlobStore } from '../../core/ports/blob-store.ts';
import type { Item } from './table.ts';

const textDecoder = new TextDecoder();

/**
 * Text of a record: in the item itself while it is short, else in a blob that is written before the item and named by
 * it. Beyond a few kilobytes a blob costs less than the item, which is written anew with each change.
 */
export class KeptText {
  readonly #blobs: BlobStore;
  readonly #prefix: string;

  /** @param prefix begins the key of each new blob. */
  constructor(blobs: BlobStore, prefix: string) {
    this.#blobs = blobs;
    this.#prefix = prefix;
  }

  /**
   * @param name of the attribute that holds the text, or with `At` behind it where it is.
   * @param maxBytes as many stand in the item itself.
   */
  async keep(name: string, text: string, bytes: number, maxBytes: number, owner: string) {
    return bytes <= maxBytes ? { [name]: text } : { [`${name}At`]: await this.keepBytes(Buffer.from(text), owner) };
  }

  /** @returns its key, which nobody else writes to. */
  async keepBytes(bytes: Uint8Array, owner: string): Promise<string> {
    const key = `${this.#prefix}sessions/${createHash('sha256').update(owner).digest('hex')}/${randomUUID()}`;
    await this.#blobs.put(key, bytes);
    return key;
  }

  /** `null` when the record has no such text. */
  async read(item: Item, name: string): Promise<string | null> {
    const text = item[name];
    if (typeof text === 'string') return text;
    const bytes = await this.readBytes(item, name);
    return bytes && textDecoder.decode(bytes);
  }

  async readBytes(item: Item, name: string): Promise<Uint8Array | null> {
    const key = item[`${name}At`];
    if (typeof key !== 'string') return null;
    const bytes = await this.#blobs.get(key);
    if (bytes) return bytes;
    throw new GatewayError('internal', 'The content of a session is missing in the session store.', {
      code: 'session_content_missing',
    });
  }

  /** Deletes the blobs that an item names. */
  async forget(item: Item, names: readonly string[]): Promise<void> {
    const keys = names.map((name) => item[`${name}At`]).filter((key) => typeof key === 'string');
    await Promise.all(keys.map((key) => this.#blobs.delete(key)));
  }
}
