import type { SessionStore } from '../ports/session-store.ts';
import type { JsonObject } from '../ports/wire-codec.ts';
import type { ItemFormat } from './item-format.ts';
import { pathItems } from './path-items.ts';
import type { Earlier } from './read-earlier.ts';
import { anonymousScope } from './sessions.ts';
import type { TurnItem } from './turn.ts';

/** Most items elsewhere that one request may refer to; others count as unknown. */
const maxItems = 2000;
/** Each may be as large as a body. */
const turnsAtOnce = 8;

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
  const ids = [...wanted].slice(0, maxItems);
  const foreign = ids.filter((id) => items.turnOfItem(id) === null);
  const turnOf = foreign.length === 0 ? null : await store.turnsOfItems(anonymousScope, foreign);
  const turnIds = new Set(ids.flatMap((id) => items.turnOfItem(id) ?? turnOf?.get(id) ?? []));
  const left = [...turnIds];
  while (left.length > 0) {
    const turns = await Promise.all(left.splice(0, turnsAtOnce).map((turnId) => store.turn(anonymousScope, turnId)));
    for (const item of turns.flatMap((turn) => (turn ? [...turn.input, ...turn.output] : []))) {
      if (wanted.has(item.id)) found.set(item.id, item);
    }
  }
  return found;
}
