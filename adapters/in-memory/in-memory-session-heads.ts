import type { RemoveItemResult } from '../../core/ports/session-store.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { Head, HeadMove, NewHead } from '../../core/sessions/head.ts';
import { metadataRecord } from '../../core/sessions/metadata-record.ts';
import { sessionLimits } from '../../core/sessions/session-limits.ts';
import { BoundedRecords, type RecordBounds } from './bounded-records.ts';

interface KeptHead extends Omit<Head, 'metadata'> {
  readonly metadata: string;
}

/** The heads of this process; the one that was changed longest ago is the oldest. */
export class InMemorySessionHeads {
  readonly #heads: BoundedRecords<KeptHead>;

  constructor(bounds: RecordBounds) {
    this.#heads = new BoundedRecords(bounds);
  }

  read(scope: string, name: string, now: number): Head | null {
    const head = this.#live(scope, name, now);
    return head && { ...head, metadata: JSON.parse(head.metadata) };
  }

  create(scope: string, { name, metadata, expiresAt }: NewHead, now: number): Head | null {
    if (this.#live(scope, name, now)) return null;
    const text = metadataRecord(metadata);
    const fresh = { name, turnId: null, version: 1, metadata: text, removedItems: [], createdAt: now, expiresAt };
    return this.#put(scope, fresh, now);
  }

  move(scope: string, { name, expiresAt }: HeadMove, turnId: string, now: number): Head | null {
    const head = this.#live(scope, name, now);
    if (head) return this.#put(scope, { ...head, turnId, expiresAt, version: head.version + 1 }, now);
    const fresh = { name, turnId, version: 1, metadata: '{}', removedItems: [], createdAt: now, expiresAt };
    return this.#put(scope, fresh, now);
  }

  describe(scope: string, name: string, metadata: JsonObject, now: number): Head | null {
    const head = this.#live(scope, name, now);
    return head && this.#put(scope, { ...head, metadata: metadataRecord(metadata), version: head.version + 1 }, now);
  }

  delete(scope: string, name: string): void {
    this.#heads.delete(scope, name);
  }

  removeItem(scope: string, name: string, itemId: string, now: number): RemoveItemResult {
    const head = this.#live(scope, name, now);
    if (!head) return 'no-head';
    if (head.removedItems.includes(itemId)) return 'removed';
    if (head.removedItems.length >= sessionLimits.maxRemovedItems) return 'full';
    this.#put(scope, { ...head, removedItems: [...head.removedItems, itemId], version: head.version + 1 }, now);
    return 'removed';
  }

  isAt(scope: string, turnId: string): boolean {
    return this.#heads.some(scope, (head) => head.turnId === turnId);
  }

  sweep(limit: number, now: number): number {
    return this.#heads.sweep(limit, ({ expiresAt }) => expiresAt !== null && expiresAt <= now);
  }

  #live(scope: string, name: string, now: number): KeptHead | null {
    const head = this.#heads.get(scope, name);
    return head && (head.expiresAt === null || head.expiresAt > now) ? head : null;
  }

  #put(scope: string, head: KeptHead, now: number): Head | null {
    // Put anew, so that it counts as the youngest.
    this.#heads.delete(scope, head.name);
    const bytes = head.removedItems.reduce((sum, id) => sum + id.length, head.metadata.length);
    this.#heads.put(scope, head.name, head, bytes);
    return this.read(scope, head.name, now);
  }
}
