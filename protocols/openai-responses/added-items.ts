import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { refuseLongId } from '../../core/sessions/refuse-long-id.ts';
import { refuseSameIds } from '../../core/sessions/refuse-same-ids.ts';
import type { TurnItem } from '../../core/sessions/turn.ts';
import { readArray, readObject } from '../openai-chat/read-field.ts';
import { contentTypes } from './decode-content.ts';
import { identifyItems } from './identify-items.ts';
import { itemFates } from './request-fates.ts';
import { isReference } from './resolve-input.ts';
import { toTurnItem } from './to-turn-item.ts';

/**
 * What a client adds to a conversation without asking a model. Everything that follows is answered with it, so what
 * nobody is known to take is refused here: it would be in the way of every answer.
 * @param items absent = none. @param owner as `ItemFormat.placedItems` takes it.
 * @throws GatewayError `invalid-request` that names the item, and what of it.
 */
export function addedItems(items: unknown, owner: string): readonly TurnItem[] {
  if (items === undefined || items === null) return [];
  const list = readArray(items, 'items').map((entry, index) => readObject(entry, `items[${index}]`));
  refuseSameIds(list);
  for (const [index, item] of list.entries()) {
    refuseUnknown(item, `items[${index}]`);
    refuseLongId(item.id, `items[${index}]`);
  }
  return identifyItems(list, owner).map((item, index) => toTurnItem(item, `items[${index}]`));
}

function refuseUnknown(item: JsonObject, param: string): void {
  if (isReference(item)) {
    const id = String(item.id).slice(0, 80);
    throw invalidRequest(param, `\`${param}\` must say what is added, not refer to '${id}'.`, 'invalid_value');
  }
  const { type = 'message', content } = item;
  if (typeof type === 'string' && !Object.hasOwn(itemFates, type)) throw unknownType(param, type, 'item');
  if (type !== 'message' || !Array.isArray(content)) return;
  for (const [index, part] of content.entries()) {
    if (!isJsonObject(part) || typeof part.type !== 'string' || contentTypes.has(part.type)) continue;
    throw unknownType(`${param}.content[${index}]`, part.type, 'content');
  }
}

function unknownType(param: string, type: string, what: string): Error {
  const named = `\`${param}.type\` '${type.slice(0, 60)}'`;
  return invalidRequest(
    `${param}.type`,
    `${named} is no type of ${what} that any model is known to take.`,
    'invalid_value',
  );
}
