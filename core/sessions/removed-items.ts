import type { SessionStore } from '../ports/session-store.ts';
import { anonymousScope } from './sessions.ts';
import type { PathTurn } from './turn.ts';

/** Ids of items that were taken out of the sessions which turns were made in, up to now, whoever continues them. */
export async function removedItems(store: SessionStore, turns: readonly PathTurn[]): Promise<readonly string[]> {
  const names = new Set(turns.flatMap(({ sessionName }) => sessionName ?? []));
  const heads = await Promise.all([...names].map((name) => store.head(anonymousScope, name)));
  return heads.flatMap((head) => head?.removedItems ?? []);
}
