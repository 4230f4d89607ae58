import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { unknownModelFacts } from '../../core/routing/model-facts.ts';
import type { TurnItem } from '../../core/sessions/turn.ts';
import { encodeRequest } from './encode-request.ts';
import { identifyItems } from './identify-items.ts';
import { inputItems } from './resolve-input.ts';

/** Something that was said, as this format's items; none for what it says elsewhere, such as instructions. */
export function toItems({ item, message, isInstructions }: TurnItem): readonly JsonObject[] {
  if (item !== null) return [item];
  if (message === null || isInstructions) return [];
  const { body } = encodeRequest(
    { messages: [message] },
    { facts: unknownModelFacts(''), stream: false, dropUnsupported: true },
  );
  return inputItems(body.input);
}

export interface ListedItem {
  readonly id: string;
  /** The id of what it is part of: what clients of other formats say may be several items of this one. */
  readonly ownerId: string;
  readonly item: JsonObject;
}

/** What was said, as it is listed: every item with its id, which no other has: pages begin after one. */
export function listedItems(said: readonly TurnItem[]): readonly ListedItem[] {
  const listed = said.flatMap((turnItem) => {
    const { id: ownerId } = turnItem;
    return identifyItems(toItems(turnItem), ownerId).map((item, index) => {
      const id = turnItem.item === null ? `${ownerId}${index === 0 ? '' : `_${index}`}` : ownerId;
      return { id, ownerId, item: { ...item, id } };
    });
  });
  return withOwnIds(listed);
}

/** Clients and providers may say several items by one id: all but the first get another, which stays the same. */
function withOwnIds(listed: readonly ListedItem[]): readonly ListedItem[] {
  const given = new Set(listed.map(({ id }) => id));
  if (given.size === listed.length) return listed;
  const times = new Map<string, number>();
  return listed.map((each) => {
    let time = (times.get(each.id) ?? 0) + 1;
    times.set(each.id, time);
    if (time === 1) return each;
    while (given.has(`${each.id}_${time}`)) time += 1;
    times.set(each.id, time);
    const id = `${each.id}_${time}`;
    return { ...each, id, item: { ...each.item, id } };
  });
}
