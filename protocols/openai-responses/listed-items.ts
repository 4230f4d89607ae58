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

/** What was said, as it is listed: every item with its id. */
export function listedItems(said: readonly TurnItem[]): readonly ListedItem[] {
  return said.flatMap((turnItem) => {
    const { id: ownerId } = turnItem;
    return identifyItems(toItems(turnItem), ownerId).map((item, index) => {
      const id = turnItem.item === null ? `${ownerId}${index === 0 ? '' : `_${index}`}` : ownerId;
      return { id, ownerId, item: { ...item, id } };
    });
  });
}
