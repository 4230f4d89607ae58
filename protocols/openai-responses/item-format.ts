import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { Message } from '../../core/conversation/message.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { unknownModelFacts } from '../../core/routing/model-facts.ts';
import type { ItemFormat } from '../../core/sessions/item-format.ts';
import type { TurnItem } from '../../core/sessions/turn.ts';
import { decodeRequest } from './decode-request.ts';
import { encodeRequest } from './encode-request.ts';
import { identifyItems } from './identify-items.ts';
import { inputItems, resolveInput } from './resolve-input.ts';

/** How a session keeps what is said in this format. */
export const itemFormat: ItemFormat = {
  withHistory(body, history) {
    const earlier = history.flatMap(toItems);
    // What a conversation no longer lists cannot be referred to either.
    const input = resolveInput(earlier, body.input, () => null);
    const { previous_response_id: _previous, conversation: _conversation, ...rest } = body;
    return { ...rest, input };
  },
  inputItems: (body, owner) => identifyItems(inputItems(body.input).filter(isContent), owner).map(toTurnItem),
  outputItems: ({ output }) => (Array.isArray(output) ? output.filter(isJsonObject).map(toTurnItem) : []),
};

/** A reference says nothing itself: what it refers to is part of the session already. */
function isContent({ type }: JsonObject): boolean {
  return type !== 'item_reference';
}

function toTurnItem(item: JsonObject): TurnItem {
  return { id: String(item.id), message: messageOf(item), item };
}

/** For clients of other formats that go on with the session; `null` where the neutral model has no word for it. */
function messageOf(item: JsonObject): Message | null {
  const [message] = decodeRequest({ model: '', input: [item] }).messages;
  return message ?? null;
}

function toItems({ item, message, isInstructions }: TurnItem): readonly JsonObject[] {
  if (item !== null) return [item];
  if (message === null || isInstructions) return [];

  const { body } = encodeRequest(
    { messages: [message] },
    { facts: unknownModelFacts(''), stream: false, dropUnsupported: true },
  );
  return inputItems(body.input);
}
