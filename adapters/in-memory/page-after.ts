import type { Page } from '../../core/ports/batch-store.ts';

/** The part of a list that follows one of its items. @param after an id in the list; `null` = from its beginning. */
export function pageAfter<T extends { readonly id: string }>(
  items: readonly T[],
  after: string | null,
  limit: number,
): Page<T> {
  const from = after === null ? 0 : items.findIndex(({ id }) => id === after) + 1;
  return { items: items.slice(from, from + limit), hasMore: items.length > from + limit };
}
