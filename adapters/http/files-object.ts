import type { StoredFile } from '../../core/batches/stored-file.ts';
import type { Page } from '../../core/ports/batch-store.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** A file as OpenAI shows it. */
export function fileObject({ id, name, purpose, bytes, createdAt, expiresAt }: StoredFile): JsonObject {
  return {
    ...{ id, object: 'file', bytes, created_at: toSeconds(createdAt), expires_at: toSeconds(expiresAt) },
    ...{ filename: name, purpose, status: 'processed', status_details: null },
  };
}

/** A page of a list as OpenAI shows it. */
export function pageObject<T extends { readonly id: string }>(
  { items, hasMore }: Page<T>,
  toObject: (item: T) => JsonObject,
): JsonObject {
  return {
    ...{ object: 'list', data: items.map(toObject) },
    ...{ first_id: items[0]?.id ?? null, last_id: items.at(-1)?.id ?? null, has_more: hasMore },
  };
}

export function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
