import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { atPath, pathOf } from '../../core/conversation/paths.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { ItemFormat, PlacedItem } from '../../core/sessions/item-format.ts';
import type { TurnItem } from '../../core/sessions/turn.ts';
import { failureOf } from './encode-error.ts';
import { identifyItems } from './identify-items.ts';
import { toItems } from './listed-items.ts';
import { createReplay } from './replay-response.ts';
import { inputItems, isReference, resolveInput } from './resolve-input.ts';
import { itemId, ownerOfItem } from './response-id.ts';
import { responseResource } from './response-resource.ts';
import { sayNotStored } from './say-not-stored.ts';
import { toTurnItem } from './to-turn-item.ts';

/** How a session keeps what is said in this format. */
export const itemFormat: ItemFormat = {
  withHistory(body, history, elsewhere) {
    const earlier = history.flatMap(toItems);
    if (earlier.length > 0) namePlaces(earlier, body.input);
    const input = resolveInput(earlier, body.input, (id) => elsewhere.get(id)?.item ?? null);
    const { previous_response_id: _previous, conversation: _conversation, ...rest } = body;
    return { ...rest, input };
  },
  references: ({ input }) => (Array.isArray(input) ? input.flatMap(referenceOf) : []),
  turnOfItem: ownerOfItem,
  placedItems,
  withInputAt(body, places) {
    namePlaces([], body.input);
    return { ...body, input: inputItems(body.input).filter((_item, place) => places.has(place)) };
  },
  outputItems: ({ id, output }) =>
    Array.isArray(output)
      ? output
          .filter(isJsonObject)
          .map((item, place) => toTurnItem(withId(item, String(id), place), `output[${place}]`))
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

/** In the whole list they stand elsewhere than the client has them, or have no place in its body at all. */
function namePlaces(earlier: readonly JsonObject[], own: unknown): void {
  for (const item of earlier) atPath(item, 'input');
  if (!Array.isArray(own)) return;
  for (const [index, item] of own.entries()) {
    if (isJsonObject(item) && pathOf(item) === null) atPath(item, `input[${index}]`);
  }
}

function placedItems(body: JsonObject, owner: string, elsewhere: ReadonlyMap<string, TurnItem>): readonly PlacedItem[] {
  const said = inputItems(body.input).flatMap((own, place) => {
    const refers = isReference(own);
    const item = refers ? (elsewhere.get(String(own.id))?.item ?? null) : own;
    return item === null ? [] : [{ item, place, isReference: refers }];
  });
  const identified = identifyItems(
    said.map(({ item }) => item),
    owner,
  );
  return said.map(({ item, ...where }, index) => ({
    ...where,
    item: toTurnItem(identified[index] ?? item, `input[${where.place}]`),
  }));
}

function referenceOf(item: unknown): readonly string[] {
  return isJsonObject(item) && isReference(item) && typeof item.id === 'string' ? [item.id] : [];
}

/** Not every server of this format gives its items ids. */
function withId(item: JsonObject, owner: string, place: number): JsonObject {
  if (typeof item.id === 'string' && item.id !== '') return item;
  return { ...item, id: itemId(String(item.type), owner, place) };
}
