import { randomUUID } from 'node:crypto';
import type { ClaimedTurn } from '../../core/ports/session-store.ts';
import type { NewTurn } from '../../core/sessions/turn.ts';
import type { AppendedTurns } from './appended-turns.ts';
import { changeOfItem } from './change-of-item.ts';
import { lifeUntil } from './item-life.ts';
import type { Item, Table } from './table.ts';
import type { TurnItem } from './turn-item.ts';

/** Whoever wants work looks at one partition, in the order in which it was asked for. */
const pk = 'work';
/** What is written of a turn before the turn itself may be there so long without it. */
const beginsWithinMs = 60_000;

/** The turns that run without their clients, and who works on them: an item each, gone with the turn's end. */
export class RunningTurns {
  readonly #table: Table;
  readonly #turns: AppendedTurns;
  #count = 0;

  constructor(table: Table, turns: AppendedTurns) {
    this.#table = table;
    this.#turns = turns;
  }

  /** Before the turn is written. @returns what the turn is to say of it; `null` for one that nobody has to work on. */
  async add(scope: string, turn: NewTurn, now: number): Promise<string | null> {
    if (turn.request === null || turn.status !== 'in_progress') return null;
    const sk = [turn.createdAt, now, ++this.#count].map((number) => String(number).padStart(16, '0')).join(' ');
    const item = { pk, sk, scope, turnId: turn.id, writtenAt: now, timesLost: 0, ...lifeUntil(turn.expiresAt) };
    await this.#table.put({ Item: item });
    return sk;
  }

  /** What fails is found by who looks for work. */
  async remove(sk: string | null | undefined): Promise<void> {
    if (sk) await this.#table.delete({ Key: { pk, sk } }).catch(() => undefined);
  }

  async claim(workerId: string, leaseMs: number, now: number): Promise<ClaimedTurn | null> {
    const free = this.#table.query({
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: 'attribute_not_exists(workerUntil) OR workerUntil <= :now',
      ExpressionAttributeValues: { ':pk': pk, ':now': now },
    });
    for await (const item of free) {
      const { scope, turnId, sk } = item;
      if (typeof scope !== 'string' || typeof turnId !== 'string') continue;
      const turn = await this.#turns.read(scope, turnId, now);
      if (!isRunning(turn) || turn.work !== sk) {
        if (turn || now - Number(item.writtenAt) >= beginsWithinMs) await this.remove(sk);
        continue;
      }
      const timesLost = Number(item.timesLost) + (item.worker === undefined ? 0 : 1);
      const isFree = 'attribute_not_exists(workerUntil) OR workerUntil <= :now';
      const lease = { worker: workerId, workerUntil: now + leaseMs, timesLost };
      if (await this.#lease(item, lease, `attribute_exists(pk) AND (${isFree})`, { ':now': now })) {
        return { scope, turnId, timesLost };
      }
    }
    return null;
  }

  async hold(scope: string, turnId: string, workerId: string, leaseMs: number, now: number): Promise<boolean> {
    const turn = await this.#turns.read(scope, turnId, now);
    if (!isRunning(turn) || turn.work === undefined) return false;
    const key = { pk, sk: turn.work };
    if (leaseMs === 0) {
      return this.#lease(key, { worker: null, workerUntil: null }, 'worker = :me', { ':me': workerId });
    }
    const isFree = 'attribute_not_exists(workerUntil) OR workerUntil <= :now OR worker = :me';
    const lease = { worker: workerId, workerUntil: now + leaseMs };
    return this.#lease(key, lease, `attribute_exists(pk) AND (${isFree})`, { ':me': workerId, ':now': now });
  }

  async #lease(
    { sk }: Pick<Item, 'sk'>,
    lease: object,
    condition: string,
    values: Record<string, unknown>,
  ): Promise<boolean> {
    const leasedBy = randomUUID();
    const Key = { pk, sk };
    if (await this.#table.update({ Key, ...changeOfItem({ set: { ...lease, leasedBy }, condition, values }) }))
      return true;
    // By a try whose answer was lost.
    return (await this.#table.get(Key))?.leasedBy === leasedBy;
  }
}

function isRunning(turn: TurnItem | null): turn is TurnItem {
  return turn?.turnStatus === 'in_progress' && !turn.isDeleted;
}
