import { lifeUntil } from './item-life.ts';
import { itemKey } from './session-keys.ts';
import type { Table } from './table.ts';

/**
 * Which turns items came out with whose ids were made elsewhere: an item each, which says no more than that and is gone
 * when its turn expires. Written before what makes the turn count: one too many leads to a turn that has no such item.
 */
export class ForeignItems {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async keep(
    scope: string,
    turnId: string,
    itemIds: readonly string[] | undefined,
    liveUntil: number | null,
  ): Promise<void> {
    if (itemIds === undefined || itemIds.length === 0) return;
    const items = [...new Set(itemIds)].map((id) => ({ ...itemKey(scope, id), turnId, ...lifeUntil(liveUntil) }));
    await this.#table.putAll(items);
  }

  /** Also of turns that are not there any more. */
  async find(scope: string, itemIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const idOf = new Map(itemIds.map((id) => [itemKey(scope, id).pk, id]));
    const items = await this.#table.getAll([...new Set(itemIds)].map((id) => itemKey(scope, id)));
    return new Map(items.flatMap(({ pk, turnId }) => [[idOf.get(pk) ?? pk, String(turnId)] as const]));
  }
}
