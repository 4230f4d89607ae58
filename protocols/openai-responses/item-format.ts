import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { Message } from '../../core/conversation/message.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { ItemFormat } from '../../core/sessions/item-format.ts';
import type { TurnItem } from '../../core/sessions/turn.ts';
import { decodeRequest } from './decode-request.ts';
import { failureOf } from './encode-error.ts';
import { identifyItems } from './identify-items.ts';
import { toItems } from './listed-items.ts';
import { createReplay } from './replay-response.ts';
import { inputItems, resolveInput } from './resolve-input.ts';
import { responseResource } from './response-resource.ts';
import { sayNotStored } from './say-not-stored.ts';

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
  viewWithoutStore: (view) => ({ ...view, store: false }),
  streamWithoutStore: sayNotStored,
  queuedView: (context) =>
    responseResource({ status: 'queued', upstreamId: null, model: '', output: [], usage: null }, context),
  endedView: (view, error, requestId) =>
    error === null
      ? { ...view, status: 'cancelled' }
      : { ...view, status: 'failed', error: failureOf(error, requestId) },
  replay: createReplay,
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
