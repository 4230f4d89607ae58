import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { readArray, readName, readObject } from '../openai-chat/read-field.ts';

/**
 * The whole list of items that a request means: those of the turns it follows, then its own, with what it only refers
 * to put in its place. References to items that stand there already are left out.
 * @param earlier the items of the turns before, inputs and outputs in their order.
 * @param input the request's own: a text or items; absent = none.
 * @param lookup an item by its id, from anywhere the client may refer to; `null` = unknown.
 * @throws GatewayError `invalid-request` that names the item that is not known.
 */
export function resolveInput(
  earlier: readonly JsonObject[],
  input: unknown,
  lookup: (id: string) => JsonObject | null,
): readonly JsonObject[] {
  const known = new Map(earlier.flatMap((item) => (typeof item.id === 'string' ? [[item.id, item] as const] : [])));
  const own = inputItems(input).flatMap((item, index) => {
    if (!isReference(item)) return [item];
    const param = `input[${index}]`;
    const id = readName(item.id, `${param}.id`);
    if (known.has(id)) return [];
    const found = lookup(id);
    if (found !== null) return [found];
    throw invalidRequest(param, `\`${param}\` refers to the item '${id}', which is not known here.`, 'item_not_found');
  });
  return [...earlier, ...own];
}

/** `input` as items: a text is one message of the user. */
export function inputItems(input: unknown): readonly JsonObject[] {
  if (input === undefined || input === null) return [];
  if (typeof input === 'string') {
    return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }];
  }
  return readArray(input, 'input').map((item, index) => readObject(item, `input[${index}]`));
}

/** Whether an item stands for another one. */
export function isReference(item: JsonObject): boolean {
  if (item.type === 'item_reference') return true;
  const hasType = item.type !== undefined && item.type !== null;
  return !hasType && item.role === undefined && item.id !== undefined;
}
