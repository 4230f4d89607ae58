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
import { inputItems, isReference, resolveInput } from './resolve-input.ts';
import { ownerOfItem } from './response-id.ts';
import { responseResource } from './response-resource.ts';
import { sayNotStored } from './say-not-stored.ts';

/** How a session keeps what is said in this format. */
export const itemFormat: ItemFormat = {
  withHistory(body, history, elsewhere) {
    const earlier = history.flatMap(toItems);
    const input = resolveInput(earlier, body.input, (id) => elsewhere.get(id)?.item ?? null);
    const { previous_response_id: _previous, conversation: _conversation, ...rest } = body;
    return { ...rest, input };
  },
  references: ({ input }) => (Array.isArray(input) ? input.flatMap(referenceOf) : []),
  turnOfItem: ownerOfItem,
  inputItems(body, owner, elsewhere) {
    const said = inputItems(body.input).flatMap((item): readonly JsonObject[] => {
      const meant = isReference(item) ? (elsewhere.get(String(item.id))?.item ?? null) : item;
      return meant === null ? [] : [meant];
    });
    return identifyItems(said, owner).map(toTurnItem);
  },
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

function referenceOf(item: unknown): readonly string[] {
  return isJsonObject(item) && isReference(item) && typeof item.id === 'string' ? [item.id] : [];
}

function toTurnItem(item: JsonObject): TurnItem {
  return { id: String(item.id), message: messageOf(item), item };
}

/** For clients of other formats that go on with the session; `null` where the neutral model has no word for it. */
function messageOf(item: JsonObject): Message | null {
  const [message] = decodeRequest({ model: '', input: [item] }).messages;
  return message ?? null;
}
