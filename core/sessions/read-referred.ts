import type { SessionStore } from '../ports/session-store.ts';
import type { JsonObject } from '../ports/wire-codec.ts';
import type { ItemFormat } from './item-format.ts';
import { pathItems } from './path-items.ts';
import type { Earlier } from './read-earlier.ts';
import { anonymousScope } from './sessions.ts';
import type { TurnItem } from './turn.ts';

/** Most items elsewhere that one request may refer to; others count as unknown. */
const maxItems = 2000;

/** What a request refers to by its id instead of saying it, and was not said before it, as far as it is kept: by that id. */
export async function readReferred(
  store: SessionStore,
  items: ItemFormat,
  body: JsonObject,
  { turns }: Earlier,
): Promise<ReadonlyMap<string, TurnItem>> {
  const found = new Map<string, TurnItem>();
  const references = items.references(body);
  if (references.length === 0) return found;
  const known = new Set(pathItems(turns).map(({ id }) => id));
  const wanted = new Set(references.filter((id) => !known.has(id)));
  const turnIds = new Set<string>();
  for (const id of [...wanted].slice(0, maxItems)) {
    const turnId = items.turnOfItem(id) ?? (await store.turnOfItem?.(anonymousScope, id));
    if (turnId) turnIds.add(turnId);
  }
  for (const turnId of turnIds) {
    const turn = await store.turn(anonymousScope, turnId);
    for (const item of turn ? [...turn.input, ...turn.output] : []) if (wanted.has(item.id)) found.set(item.id, item);
  }
  return found;
}
