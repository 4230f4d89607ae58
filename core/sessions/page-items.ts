import { invalidRequest } from '../errors/gateway-error.ts';

export interface PageQuery {
  /** Id of the item the page follows; `null` = from the beginning. */
  readonly after: string | null;
  /** 1 to 100. */
  readonly limit: number;
  readonly order: 'asc' | 'desc';
}

export interface ItemPage<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
}

/**
 * One page of a list.
 * @param items all of them, the earliest first.
 * @throws GatewayError `invalid-request` for an unknown `after` or a limit out of range.
 */
export function pageItems<T extends { readonly id: string }>(
  items: readonly T[],
  { after, limit, order }: PageQuery,
): ItemPage<T> {
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw invalidRequest('limit', 'limit is a whole number from 1 to 100.');
  }
  const inOrder = order === 'asc' ? items : items.toReversed();
  const start = after === null ? 0 : inOrder.findIndex(({ id }) => id === after) + 1;
  if (after !== null && start === 0) {
    throw invalidRequest('after', 'after names no item of this list: take the last_id of the page before.');
  }
  return { items: inOrder.slice(start, start + limit), hasMore: start + limit < inOrder.length };
}
