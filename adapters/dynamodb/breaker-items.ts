import { randomUUID } from 'node:crypto';
import { tableKeys } from '../../config/table-keys.ts';
import { type BreakerState, createBreakerState } from '../../core/resilience/breaker/breaker-state.ts';
import type { Item, ItemKey, Table } from './table.ts';

/** The state of a breaker as one writer has left it. */
export interface BreakerRevision {
  readonly state: BreakerState;
  /** Of the writer; `null` when nothing is stored, which is what a healthy target has. */
  readonly writtenBy: string | null;
}

/** Nothing in a state counts for longer. */
const keptMs = 86_400_000;

/** The breakers in a table. */
export class BreakerItems {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** In the order asked, in one read. */
  async read(targets: readonly string[]): Promise<readonly BreakerRevision[]> {
    const items = await this.#table.getAll(targets.map(breakerKey));
    const byKey = new Map(items.map((item) => [item.pk, item]));
    return targets.map((target) => toRevision(byKey.get(breakerKey(target).pk)));
  }

  /** @returns `null` when it was not left as seen. */
  async write(
    target: string,
    seen: BreakerRevision,
    state: BreakerState,
    now: number,
  ): Promise<BreakerRevision | null> {
    const key = breakerKey(target);
    const isUnchanged =
      seen.writtenBy === null
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : { ConditionExpression: 'writtenBy = :seen', ExpressionAttributeValues: { ':seen': seen.writtenBy } };
    if (state === createBreakerState()) {
      return (await this.#table.delete({ Key: key, ...isUnchanged })) ? { state, writtenBy: null } : null;
    }
    const writtenBy = randomUUID();
    const life = { [tableKeys.timeToLive]: Math.ceil((now + keptMs) / 1000) };
    const item = { ...key, state: JSON.stringify(state), writtenBy, ...life };
    if (await this.#table.put({ Item: item, ...isUnchanged })) return { state, writtenBy };
    // By a try whose answer was lost.
    const there = toRevision(await this.#table.get(key));
    return there.writtenBy === writtenBy ? there : null;
  }
}

function breakerKey(target: string): ItemKey {
  return { pk: `breaker ${target}`, sk: 'breaker' };
}

function toRevision(item: Item | null | undefined): BreakerRevision {
  if (typeof item?.state !== 'string' || typeof item.writtenBy !== 'string') {
    return { state: createBreakerState(), writtenBy: null };
  }
  return { state: JSON.parse(item.state), writtenBy: item.writtenBy };
}
