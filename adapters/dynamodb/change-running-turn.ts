import { randomUUID } from 'node:crypto';
import type { EventPage } from '../../core/sessions/event-page.ts';
import { type ChangeRefusal, refuseChange } from '../../core/sessions/refuse-change.ts';
import { changeOfItem, type ItemChange } from './change-of-item.ts';
import { isLiveCondition } from './item-life.ts';
import { turnKey } from './session-keys.ts';
import type { SessionTools } from './session-tools.ts';
import type { Item } from './table.ts';
import { mostRounds, tooManyWriters } from './too-many-writers.ts';
import type { TurnItem } from './turn-item.ts';

export interface ChangedTurn {
  readonly scope: string;
  readonly id: string;
  /** Events that are stored with the change; `null` = none. */
  readonly page: EventPage | null;
  readonly now: number;
}

export interface TurnChange<Result> extends ItemChange {
  /** What is said when it was done. */
  readonly done: Result;
  /** Whether this call has made the item what it is. */
  isMine(item: TurnItem): boolean;
  /** Why a turn that takes changes does not take this one; `null` when it does. */
  refusal(item: TurnItem): Result | null;
}

/** Changes a turn that runs, in one conditional write, or two that count together where events come along. */
export async function changeRunningTurn<Result>(
  { table, turns, events }: SessionTools,
  { scope, id, page, now }: ChangedTurn,
  { done, isMine, refusal, ...change }: TurnChange<Result>,
): Promise<{ readonly result: Result | ChangeRefusal; readonly old: Item | null }> {
  const Key = turnKey(scope, id);
  let pageItem: Item | null = null;
  for (let round = 0; round < mostRounds; round++) {
    // How long the turn is kept has to be known for its pages.
    if (page && !turns.known(scope, id)) await turns.read(scope, id, now);
    const known = turns.known(scope, id);
    const guarded = changeOfItem({ ...change, ...guardedBy(change, known !== null, page, now) });
    if (!page) {
      const old = await table.update({ Key, ...guarded, ReturnValues: 'ALL_OLD' });
      if (old) return { result: done, old };
    } else if (known) {
      pageItem ??= await events.item(scope, id, page, known.liveUntil);
      if (await table.both(randomUUID(), { Item: pageItem }, { Key, ...guarded })) return { result: done, old: null };
    }
    const item = await turns.read(scope, id, now);
    // By a try whose answer was lost.
    if (item && isMine(item)) return { result: done, old: null };
    const refused = refuseChange(
      item && { ...item, status: item.turnStatus, isDeleted: item.isDeleted ?? false },
      page,
    );
    const result = refused ?? (item && refusal(item));
    if (!result) continue;
    if (pageItem) await events.forget(pageItem);
    return { result, old: null };
  }
  throw tooManyWriters();
}

function guardedBy({ condition, values }: ItemChange, isCounted: boolean, page: EventPage | null, now: number) {
  const parts = [condition, 'turnStatus = :running', 'attribute_not_exists(isDeleted)', isLiveCondition];
  if (!isCounted) parts.push('attribute_not_exists(isPending)');
  if (page) parts.push('nextSequence = :first');
  return {
    condition: parts.join(' AND '),
    values: { ...values, ':running': 'in_progress', ':now': now, ...(page ? { ':first': page.firstSequence } : {}) },
  };
}
