import { randomUUID } from 'node:crypto';
import type { RemoveItemResult } from '../../core/ports/session-store.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { Head, HeadMove, NewHead } from '../../core/sessions/head.ts';
import { metadataRecord } from '../../core/sessions/metadata-record.ts';
import { sessionLimits } from '../../core/sessions/session-limits.ts';
import type { AppendedTurns } from './appended-turns.ts';
import { changeOfItem } from './change-of-item.ts';
import { freshHead, type HeadItem, isHeadItem, toHead } from './head-item.ts';
import { isLive, isLiveCondition, lifeUntil } from './item-life.ts';
import { headKey } from './session-keys.ts';
import type { Table } from './table.ts';
import { mostRounds, tooManyWriters } from './too-many-writers.ts';

export interface HeadStep {
  readonly move: HeadMove;
  readonly parentId: string | null;
  readonly turnId: string;
  readonly trail: readonly string[];
}

export type MovedHead =
  | { readonly result: 'appended'; readonly head: Head }
  | { readonly result: 'moved'; readonly turnId: string | null }
  | { readonly result: 'no-head' };

/** The heads in a table: each change is one conditional write. */
export class DynamoDbHeads {
  readonly #table: Table;
  readonly #turns: AppendedTurns;

  constructor(table: Table, turns: AppendedTurns) {
    this.#table = table;
    this.#turns = turns;
  }

  async read(scope: string, name: string, now: number): Promise<HeadItem | null> {
    const item = await this.#raw(scope, name);
    return item && isLive(item, now) ? item : null;
  }

  create(scope: string, { name, metadata, expiresAt }: NewHead, now: number): Promise<Head | null> {
    const text = metadataRecord(metadata);
    return this.#change(scope, name, now, (before) =>
      before ? null : { ...freshHead(scope, name, now), metadata: text, ...lifeUntil(expiresAt) },
    );
  }

  describe(scope: string, name: string, metadata: JsonObject, now: number): Promise<Head | null> {
    const text = metadataRecord(metadata);
    return this.#change(scope, name, now, (before) => before && { ...before, metadata: text });
  }

  async removeItem(scope: string, name: string, itemId: string, now: number): Promise<RemoveItemResult> {
    const change = changeOfItem({
      set: { changedBy: randomUUID() },
      raise: { version: 1 },
      append: { removedItems: [itemId] },
      condition: `NOT contains(removedItems, :item) AND size(removedItems) < :most AND ${isLiveCondition}`,
      values: { ':item': itemId, ':most': sessionLimits.maxRemovedItems, ':now': now },
    });
    if (await this.#table.update({ Key: headKey(scope, name), ...change })) return 'removed';
    const head = await this.read(scope, name, now);
    if (!head) return 'no-head';
    return head.removedItems.includes(itemId) ? 'removed' : 'full';
  }

  /** Leads a head on, from the turn it is at to the next, if that is where it is. */
  async move(scope: string, step: HeadStep, now: number): Promise<MovedHead> {
    const { move, parentId, turnId, trail } = step;
    const to = { turnId, trail, changedBy: randomUUID() };
    // Mostly it is where it was a moment ago, so nothing is read before.
    const atOnce = parentId === null ? await this.#begin(scope, move, to, now) : await this.#goOn(scope, step, to, now);
    if (atOnce) return { result: 'appended', head: atOnce };
    let refusal: MovedHead = { result: 'no-head' };
    const change = (before: HeadItem | null): HeadItem | null => {
      if (!before && move.ifMissing === 'refuse') return null;
      const at = before?.turnId ?? null;
      refusal = { result: 'moved', turnId: at };
      if (at !== parentId) return null;
      const { liveUntil: _, expiresAt: __, ...kept } = before ?? freshHead(scope, move.name, now);
      return { ...kept, ...to, ...lifeUntil(move.expiresAt) };
    };
    const head = await this.#change(scope, move.name, now, change, to.changedBy);
    return head ? { result: 'appended', head } : refusal;
  }

  /** @returns the head that was deleted, also one that had expired; `null` when there was none. */
  async delete(scope: string, name: string): Promise<HeadItem | null> {
    const key = headKey(scope, name);
    for (let round = 0; round < mostRounds; round++) {
      const before = await this.#raw(scope, name);
      if (!before) return null;
      if (before.turnId !== undefined) await this.#turns.settle(scope, before.turnId);
      const condition = 'attribute_not_exists(pk) OR changedBy = :seen';
      const values = { ':seen': before.changedBy };
      if (await this.#table.delete({ Key: key, ConditionExpression: condition, ExpressionAttributeValues: values })) {
        return before;
      }
    }
    throw tooManyWriters();
  }

  async #raw(scope: string, name: string): Promise<HeadItem | null> {
    const item = await this.#table.get(headKey(scope, name));
    return isHeadItem(item) ? item : null;
  }

  async #begin(
    scope: string,
    { name, ifMissing, expiresAt }: HeadMove,
    to: Pick<HeadItem, 'turnId' | 'changedBy'>,
    now: number,
  ) {
    if (ifMissing === 'refuse') return null;
    const item = { ...freshHead(scope, name, now), version: 1, ...to, ...lifeUntil(expiresAt) };
    return (await this.#table.put({ Item: item, ConditionExpression: 'attribute_not_exists(pk)' }))
      ? toHead(item)
      : null;
  }

  async #goOn(scope: string, { move, parentId }: HeadStep, to: object, now: number) {
    const item = await this.#table.update({
      Key: headKey(scope, move.name),
      ...changeOfItem({
        set: { ...to, liveUntil: null, expiresAt: null, ...lifeUntil(move.expiresAt) },
        raise: { version: 1 },
        condition: `turnId = :from AND ${isLiveCondition}`,
        values: { ':from': parentId, ':now': now },
      }),
    });
    return isHeadItem(item) ? toHead(item) : null;
  }

  /**
   * @param change what becomes of the head; it is given `null` for one that is not there or has expired.
   * @returns `null` when nothing becomes of it.
   */
  async #change(
    scope: string,
    name: string,
    now: number,
    change: (before: HeadItem | null) => HeadItem | null,
    changedBy: string = randomUUID(),
  ): Promise<Head | null> {
    for (let round = 0; round < mostRounds; round++) {
      const there = await this.#raw(scope, name);
      // By a try whose answer was lost.
      if (there?.changedBy === changedBy) return toHead(there);
      const before = there && isLive(there, now) ? there : null;
      const next = change(before);
      if (!next) return null;
      if (there && !before && there.turnId !== undefined) await this.#turns.settle(scope, there.turnId);
      const item = { ...next, version: next.version + 1, changedBy };
      const isWritten = await this.#table.put({
        Item: item,
        ...(there
          ? { ConditionExpression: 'changedBy = :seen', ExpressionAttributeValues: { ':seen': there.changedBy } }
          : { ConditionExpression: 'attribute_not_exists(pk)' }),
      });
      if (isWritten) return toHead(item);
    }
    throw tooManyWriters();
  }
}
