import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { PageQuery } from '../../core/ports/batch-store.ts';
import type { HttpExchange } from './http-exchange.ts';

/** Which page of a list is asked for. @throws GatewayError `invalid-request`. */
export function readPageQuery(
  exchange: HttpExchange,
  { maxLimit, usualLimit }: { readonly maxLimit: number; readonly usualLimit: number },
): PageQuery {
  const text = exchange.query('limit');
  const limit = text === null ? usualLimit : /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > maxLimit) {
    throw invalidRequest('limit', `\`limit\` must be a whole number from 1 to ${maxLimit}.`, 'invalid_value');
  }
  return { after: exchange.query('after'), limit };
}

export function unknownAfter() {
  return invalidRequest('after', '`after` is the id of nothing in this list.', 'invalid_value');
}
