import type { Head } from '../../core/sessions/head.ts';
import { headKey } from './session-keys.ts';
import type { Item } from './table.ts';

/** What the table has of a head. */
export interface HeadItem extends Item {
  readonly name: string;
  readonly turnId?: string;
  /** The turns before it, the nearest first, as many as are read together with it. */
  readonly trail?: readonly string[];
  readonly version: number;
  /** JSON text. */
  readonly metadata: string;
  readonly removedItems: readonly string[];
  readonly createdAt: number;
  readonly liveUntil?: number;
  /** The call that changed it last: whoever changes it says which state was seen, and knows its own work again. */
  readonly changedBy: string;
}

export function isHeadItem(item: Item | null): item is HeadItem {
  return item?.sk === 'head';
}

/** A head before its first change. */
export function freshHead(scope: string, name: string, now: number): HeadItem {
  return { ...headKey(scope, name), name, version: 0, metadata: '{}', removedItems: [], createdAt: now, changedBy: '' };
}

export function toHead(item: HeadItem): Head {
  const { name, turnId = null, version, metadata, removedItems, createdAt, liveUntil = null } = item;
  return { name, turnId, version, metadata: JSON.parse(metadata), removedItems, createdAt, expiresAt: liveUntil };
}
