import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

export interface ListQuery {
  /** Most items of one page, 1 to 100. */
  readonly limit: number;
  /** `desc`: the latest first. */
  readonly order: 'asc' | 'desc';
  /** The page begins after the item of this id; `null` = at the beginning. */
  readonly after: string | null;
}

const defaultLimit = 20;
const maxLimit = 100;

/**
 * Reads the query of a list.
 * @param parameter a query parameter by its name.
 * @throws GatewayError `invalid-request` with `param`.
 */
export function readListQuery(parameter: (name: string) => string | null): ListQuery {
  const limit = parameter('limit');
  if (limit !== null && !(/^\d{1,3}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= maxLimit)) {
    throw invalidRequest('limit', `\`limit\` must be an integer between 1 and ${maxLimit}.`, 'invalid_value');
  }
  const order = parameter('order') ?? 'desc';
  if (order !== 'asc' && order !== 'desc') {
    throw invalidRequest('order', '`order` must be one of asc, desc.', 'invalid_value');
  }
  return { limit: limit === null ? defaultLimit : Number(limit), order, after: parameter('after') };
}

/**
 * One page of items, as `input_items` and a conversation's items are listed.
 * @param items all of them with their ids, the earliest first.
 * @throws GatewayError `invalid-request` when `after` names none of them.
 */
export function listItems(items: readonly JsonObject[], { limit, order, after }: ListQuery): JsonObject {
  const ordered = order === 'asc' ? items : items.toReversed();
  const position = after === null ? -1 : ordered.findIndex(({ id }) => id === after);
  if (after !== null && position === -1) {
    throw invalidRequest(
      'after',
      `\`after\` names '${after.slice(0, 80)}', which is no item of this list.`,
      'invalid_value',
    );
  }
  const data = ordered.slice(position + 1, position + 1 + limit);
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: ordered.length > position + 1 + data.length,
  };
}
