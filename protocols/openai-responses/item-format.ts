import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { Message } from '../../core/conversation/message.ts';
import { GatewayError, invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { ItemFormat } from '../../core/sessions/item-format.ts';
import type { TurnItem } from '../../core/sessions/turn.ts';
import { decodeInput } from './decode-input.ts';
import { failureOf } from './encode-error.ts';
import { identifyItems } from './identify-items.ts';
import { toItems } from './listed-items.ts';
import { createReplay } from './replay-response.ts';
import { inputItems, isReference, resolveInput } from './resolve-input.ts';
import { itemId, ownerOfItem } from './response-id.ts';
import { responseResource } from './response-resource.ts';
import { sayNotStored } from './say-not-stored.ts';
import { ToolNames } from './tool-names.ts';

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
    const said = inputItems(body.input).flatMap((own, place) => {
      const item = isReference(own) ? (elsewhere.get(String(own.id))?.item ?? null) : own;
      return item === null ? [] : [{ item, place }];
    });
    const items = said.map(({ item }) => item);
    return identifyItems(items, owner).map((item, index) => toTurnItem(item, said[index]?.place ?? index));
  },
  outputItems: ({ id, output }) =>
    Array.isArray(output)
      ? output.filter(isJsonObject).map((item, place) => toTurnItem(withId(item, String(id), place), place))
      : [],
  answerOverride: (id, createdAt) => ({ id, created_at: createdAt, store: true }),
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

/** Not every server of this format gives its items ids. */
function withId(item: JsonObject, owner: string, place: number): JsonObject {
  if (typeof item.id === 'string' && item.id !== '') return item;
  return { ...item, id: itemId(String(item.type), owner, place) };
}

/** @param place where the client has it, for errors. */
function toTurnItem(item: JsonObject, place: number): TurnItem {
  return { id: String(item.id), message: messageOf(item, place), item };
}

const noTools = new ToolNames([]);

/** For clients of other formats that go on with the session; `null` where the neutral model has no word for it. */
function messageOf(item: JsonObject, place: number): Message | null {
  try {
    return decodeInput([item], noTools)[0] ?? null;
  } catch (error) {
    if (!(error instanceof GatewayError) || error.param === null) throw error;
    const { message, param, code } = error;
    const own = `input[${place}]`;
    throw invalidRequest(param.replace('input[0]', own), message.replaceAll('input[0]', own), code);
  }
}
