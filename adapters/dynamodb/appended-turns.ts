import { changeOfItem } from './change-of-item.ts';
import { isLive } from './item-life.ts';
import { RecentMap } from './recent-map.ts';
import { headKey, turnKey } from './session-keys.ts';
import type { Table } from './table.ts';
import { isTurnItem, type TurnItem } from './turn-item.ts';

/** What never changes of a turn that counts, but for its becoming settled. */
interface KnownTurn {
  readonly trail: readonly string[];
  readonly liveUntil: number | null;
  readonly isSettled: boolean;
}

const rememberedTurns = 2000;
const settled = changeOfItem({ set: { isPending: null }, condition: 'attribute_exists(pk)' });

/**
 * Tells which turns count. A turn that moves a head is written first, pending, and counts from the moment the head is
 * at it: one conditional write of one item decides. Nobody moves a head on, or deletes it, before the turn that it is at
 * says by itself that it counts, so whoever finds a turn pending has to look at its head alone.
 */
export class AppendedTurns {
  readonly #table: Table;
  readonly #known = new RecentMap<KnownTurn>(rememberedTurns);

  constructor(table: Table) {
    this.#table = table;
  }

  /** `null` when there is none that counts, or it has expired; a deleted one is there. */
  async read(scope: string, id: string, now: number): Promise<TurnItem | null> {
    const item = await this.raw(scope, id);
    if (!item || !isLive(item, now)) return null;
    return this.#counting(scope, item);
  }

  /** Whatever is written under this id. */
  async raw(scope: string, id: string): Promise<TurnItem | null> {
    const item = await this.#table.get(turnKey(scope, id));
    return isTurnItem(item) ? item : null;
  }

  /** What this process knows of a turn that counts. */
  known(scope: string, id: string): KnownTurn | null {
    return this.#known.get(turnKey(scope, id).pk) ?? null;
  }

  /** Remembers a turn that counts. */
  note({ pk, trail = [], liveUntil, isPending = false }: TurnItem): void {
    this.#known.set(pk, { trail, liveUntil: liveUntil ?? null, isSettled: !isPending });
  }

  forget(scope: string, id: string): void {
    this.#known.delete(turnKey(scope, id).pk);
  }

  /** Makes a turn say by itself that it counts, before the head that leads to it goes on. One that is gone is no matter. */
  async settle(scope: string, id: string): Promise<void> {
    if (this.known(scope, id)?.isSettled) return;
    const item = await this.raw(scope, id);
    if (!item) return;
    if (item.isPending) {
      if (!(await this.#counting(scope, item))) return;
      await this.#table.update({
        Key: turnKey(scope, id),
        ...settled,
      });
    }
    this.note({ ...item, isPending: false });
  }

  async #counting(scope: string, item: TurnItem): Promise<TurnItem | null> {
    if (!item.isPending || item.head === undefined) {
      this.note(item);
      return item;
    }
    if (this.#known.get(item.pk)) return item;
    const head = await this.#table.get(headKey(scope, item.head));
    if (head?.turnId === item.id) {
      this.note(item);
      return item;
    }
    // The head may have gone on from it in between, and then it says by itself that it counts.
    const later = await this.raw(scope, item.id);
    if (!later || later.isPending) return null;
    this.note(later);
    return later;
  }
}
