import type { DatabaseSync } from 'node:sqlite';
import type { AppendEventsResult, AppendResult, FinishResult } from '../../core/ports/session-store.ts';
import type { EventPage, StoredEvents } from '../../core/sessions/event-page.ts';
import { pageBytes } from '../../core/sessions/events-after.ts';
import type { HeadMove } from '../../core/sessions/head.ts';
import type { HeadPath, Path, PathLimits } from '../../core/sessions/path.ts';
import { isFullOfEvents, type RunningState, refuseChange } from '../../core/sessions/refuse-change.ts';
import type { NewTurn, Turn, TurnEnding } from '../../core/sessions/turn.ts';
import {
  checkEnding,
  fromPathRecord,
  fromTurnRecord,
  type TurnRecord,
  toEndingRecord,
  toTurnRecord,
} from '../../core/sessions/turn-record.ts';
import { integerIn, textIn, textOrNullIn } from './read-column.ts';
import type { SqliteEvents } from './sqlite-events.ts';
import type { SqliteHeads } from './sqlite-heads.ts';
import type { SqliteRunningTurns } from './sqlite-running-turns.ts';
import { transaction } from './transaction.ts';
import { toTurnRecord as fromRow, statusIn, toPathRecord } from './turn-row.ts';
import { prepareTurnStatements } from './turn-statements.ts';

/** The turns in a database, and what changes together with them. */
export class SqliteTurns {
  readonly #database: DatabaseSync;
  readonly #heads: SqliteHeads;
  readonly #events: SqliteEvents;
  readonly #running: SqliteRunningTurns;
  readonly #statements;

  constructor(database: DatabaseSync, heads: SqliteHeads, events: SqliteEvents, running: SqliteRunningTurns) {
    this.#database = database;
    this.#heads = heads;
    this.#events = events;
    this.#running = running;
    this.#statements = prepareTurnStatements(database);
  }

  read(scope: string, id: string, now: number): Turn | null {
    const row = this.#statements.read.get({ scope, id, now });
    return row ? fromTurnRecord(fromRow(row)) : null;
  }

  ofItems(scope: string, itemIds: readonly string[]): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const itemId of itemIds) {
      const row = this.#statements.ofItem.get({ scope, itemId });
      if (row) found.set(itemId, textIn(row, 'turn_id'));
    }
    return found;
  }

  path(scope: string, id: string, limits: PathLimits, now: number): Path | null {
    const path = this.#upFrom(scope, id, limits, now);
    return path.turns.at(-1)?.isDeleted === false ? path : null;
  }

  pathOfHead(scope: string, name: string, limits: PathLimits, now: number): HeadPath | null {
    const head = this.#heads.read(scope, name, now);
    if (!head) return null;
    if (head.turnId === null) return { head, turns: [], isWhole: true };
    return { head, ...this.#upFrom(scope, head.turnId, limits, now) };
  }

  /** To be done inside a transaction. @throws GatewayError `body-too-large`. */
  appending(scope: string, turn: NewTurn, move: HeadMove | null): (now: number) => AppendResult {
    const { isDeleted: _, nextSequence: __, ...record } = toTurnRecord(turn);
    return (now) => {
      if (this.#statements.exists.get({ scope, id: turn.id })) return { result: 'exists' };
      if (!move) {
        const { parentId } = turn;
        if (parentId !== null && !this.#isLive(scope, parentId, now)) return { result: 'no-parent' };
        this.#insert(scope, record, turn);
        return { result: 'appended', head: null };
      }
      const from = this.#heads.read(scope, move.name, now);
      if (!from && move.ifMissing === 'refuse') return { result: 'no-head' };
      const turnId = from?.turnId ?? null;
      if (turnId !== turn.parentId) return { result: 'moved', turnId };
      this.#insert(scope, record, turn);
      return { result: 'appended', head: this.#heads.move(scope, move, from, turn.id, now) };
    };
  }

  /** To be done inside a transaction. */
  finishing(scope: string, id: string, ending: TurnEnding, page: EventPage | null): (now: number) => FinishResult {
    const record = toEndingRecord(ending);
    return (now) => {
      const state = this.#state(scope, id, now);
      const refusal = refuseChange(state, page);
      if (refusal || !state) return refusal ?? { result: 'unknown' };
      checkEnding(state.inputBytes, record);
      this.#statements.finish.run({ scope, id, ...record });
      this.#running.remove(scope, id);
      this.#putItems(scope, id, ending);
      if (page) this.#append(scope, id, page);
      return { result: 'finished' };
    };
  }

  extend(scope: string, id: string, runsUntil: number, now: number): boolean {
    return this.#statements.extend.run({ scope, id, runsUntil, now }).changes === 1;
  }

  delete(scope: string, id: string, now: number): boolean {
    return transaction(this.#database, () => {
      if (!this.#isLive(scope, id, now)) return false;
      this.#statements.delete.run({ scope, id });
      this.#running.remove(scope, id);
      this.#events.deleteAll(scope, id);
      this.#eraseUnseen(scope, id);
      return true;
    });
  }

  deleteHead(scope: string, name: string, now: number): boolean {
    return transaction(this.#database, () => {
      const head = this.#heads.read(scope, name, now);
      this.#heads.delete(scope, name);
      if (head) this.#eraseUnseen(scope, head.turnId);
      return head !== null;
    });
  }

  appendEvents(scope: string, id: string, page: EventPage, now: number): AppendEventsResult {
    return transaction(this.#database, () => {
      const state = this.#state(scope, id, now);
      const refusal = refuseChange(state, page);
      if (refusal || !state) return refusal ?? { result: 'unknown' };
      if (isFullOfEvents(state, page)) return { result: 'full' };
      this.#append(scope, id, page);
      return { result: 'appended' };
    });
  }

  readEvents(scope: string, id: string, after: number, maxBytes: number, now: number): StoredEvents | null {
    // The state first: what is stored after it only adds events.
    const state = this.#state(scope, id, now);
    if (!state || state.isDeleted) return null;
    const { status, nextSequence } = state;
    const events = this.#events.read(scope, id, after, maxBytes);
    return { events: events.filter(({ sequence }) => sequence < nextSequence), status, nextSequence };
  }

  sweep(limit: number, now: number): number {
    const pages = Number(this.#statements.sweepEvents.run({ now, limit }).changes);
    // Only when no page is left of them may the turns go.
    if (pages >= limit) return pages;
    const turns = Number(this.#statements.sweep.run({ now, limit: limit - pages }).changes);
    if (turns > 0) this.#running.sweep();
    return pages + turns;
  }

  #upFrom(scope: string, id: string, limits: PathLimits, now: number): Path {
    const { maxTurns, maxBytes } = limits;
    const turns = this.#statements.path
      .all({ scope, id, now, maxTurns, maxBytes })
      // Here rather than in SQL, where all content would be sorted along.
      .sort((one, other) => integerIn(other, 'depth') - integerIn(one, 'depth'))
      .map((row) => fromPathRecord(toPathRecord(row)));
    return { turns, isWhole: turns[0]?.parentId === null };
  }

  /** From a turn upwards: a deleted one may have been kept for those after it alone. */
  #eraseUnseen(scope: string, from: string | null): void {
    for (let id = from; id !== null; ) {
      const row = this.#statements.unseen.get({ scope, id });
      if (!row) return;
      this.#statements.erase.run({ scope, id });
      id = textOrNullIn(row, 'parent_id');
    }
  }

  #insert(scope: string, record: Omit<TurnRecord, 'isDeleted' | 'nextSequence'>, turn: NewTurn): void {
    this.#statements.insert.run({ scope, sessionName: null, ...record });
    const { id, status, request, createdAt } = record;
    if (status === 'in_progress' && request !== null) this.#running.add(scope, id, createdAt);
    this.#putItems(scope, id, turn);
  }

  #putItems(scope: string, id: string, { foreignItemIds }: Pick<TurnEnding, 'foreignItemIds'>): void {
    for (const itemId of foreignItemIds ?? []) this.#statements.putItem.run({ scope, id, itemId });
  }

  #isLive(scope: string, id: string, now: number): boolean {
    return this.#state(scope, id, now)?.isDeleted === false;
  }

  #state(scope: string, id: string, now: number): (RunningState & { readonly inputBytes: number }) | null {
    const row = this.#statements.state.get({ scope, id, now });
    if (!row) return null;
    return {
      status: statusIn(row),
      isDeleted: integerIn(row, 'is_deleted') === 1,
      nextSequence: integerIn(row, 'next_sequence'),
      eventBytes: integerIn(row, 'event_bytes'),
      inputBytes: integerIn(row, 'input_bytes'),
    };
  }

  #append(scope: string, id: string, page: EventPage): void {
    this.#events.append(scope, id, page);
    this.#statements.countEvents.run({ scope, id, count: page.events.length, bytes: pageBytes(page) });
  }
}
