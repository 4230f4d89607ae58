import { invalidRequest } from '../errors/gateway-error.ts';

/**
 * Items of a conversation are found, and taken out, by their ids.
 * @param items as the client sent them. @throws GatewayError `invalid-request` that names the second item of an id.
 */
export function refuseSameIds(items: readonly unknown[]): void {
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    if (typeof item !== 'object' || item === null || !('id' in item) || typeof item.id !== 'string') continue;
    const { id } = item;
    if (seen.has(id)) {
      throw invalidRequest(
        `items[${index}].id`,
        `Two items have the id '${id.slice(0, 80)}': give each its own, or leave it out.`,
        'invalid_value',
      );
    }
    seen.add(id);
  }
}
