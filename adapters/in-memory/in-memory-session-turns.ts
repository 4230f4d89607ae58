import type { AppendEventsResult, FinishResult } from '../../core/ports/session-store.ts';
import type { EventPage, StoredEvents } from '../../core/sessions/event-page.ts';
import { eventsAfter, pageBytes } from '../../core/sessions/events-after.ts';
import type { Path, PathLimits } from '../../core/sessions/path.ts';
import { isFullOfEvents, refuseChange } from '../../core/sessions/refuse-change.ts';
import type { NewTurn, PathTurn, Turn, TurnEnding } from '../../core/sessions/turn.ts';
import {
  checkEnding,
  fromPathRecord,
  fromTurnRecord,
  type TurnRecord,
  toEndingRecord,
  toTurnRecord,
} from '../../core/sessions/turn-record.ts';
import { BoundedRecords, type RecordBounds } from './bounded-records.ts';
import { InMemoryRunningTurns } from './in-memory-running-turns.ts';

interface KeptTurn extends TurnRecord {
  readonly pages: readonly EventPage[];
  readonly eventBytes: number;
  readonly isErased: boolean;
  readonly foreignItemIds?: readonly string[];
}

/** The turns of this process. */
export class InMemorySessionTurns {
  /** Those that somebody is to work on. */
  readonly running = new InMemoryRunningTurns((scope, id, now) => this.#live(scope, id, now)?.status === 'in_progress');
  readonly #turns: BoundedRecords<KeptTurn>;

  constructor(bounds: RecordBounds) {
    this.#turns = new BoundedRecords(bounds);
  }

  read(scope: string, id: string, now: number): Turn | null {
    const turn = this.#live(scope, id, now);
    return turn && !turn.isDeleted ? fromTurnRecord(turn) : null;
  }

  ofItems(scope: string, itemIds: readonly string[]): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const itemId of itemIds) {
      const turn = this.#turns.findLast(scope, ({ foreignItemIds }) => foreignItemIds?.includes(itemId) === true);
      if (turn) found.set(itemId, turn.id);
    }
    return found;
  }

  path(scope: string, id: string, limits: PathLimits, now: number): Path {
    const turns: PathTurn[] = [];
    let next: string | null = id;
    let bytes = 0;
    while (next !== null && (turns.length === 0 || turns.length < limits.maxTurns)) {
      const turn: KeptTurn | null = this.#live(scope, next, now);
      if (!turn) break;
      bytes += turn.inputBytes + turn.outputBytes;
      if (turns.length > 0 && bytes > limits.maxBytes) break;
      turns.push(fromPathRecord(turn));
      next = turn.parentId;
    }
    return { turns: turns.reverse(), isWhole: turns[0]?.parentId === null };
  }

  /** Whether a turn of this id was ever put here, and is not swept. */
  has(scope: string, id: string): boolean {
    return this.#turns.get(scope, id) !== null;
  }

  add(scope: string, turn: NewTurn): void {
    this.#put(scope, { ...toTurnRecord(turn), ...foreignIn(turn), pages: [], eventBytes: 0, isErased: false });
    // A turn of this id may have been here before, and have been swept.
    this.running.remove(scope, turn.id);
    if (turn.status === 'in_progress' && turn.request !== null) this.running.add(scope, turn.id, turn.createdAt);
  }

  finish(scope: string, id: string, ending: TurnEnding, page: EventPage | null, now: number): FinishResult {
    const turn = this.#live(scope, id, now);
    const refusal = refuseChange(turn, page);
    if (refusal || !turn) return refusal ?? { result: 'unknown' };
    const record = toEndingRecord(ending);
    checkEnding(turn.inputBytes, record);
    const ended = { ...turn, ...record, ...foreignIn(ending), request: null };
    this.#put(scope, page ? withPage(ended, page) : ended);
    this.running.remove(scope, id);
    return { result: 'finished' };
  }

  extend(scope: string, id: string, runsUntil: number, now: number): boolean {
    const turn = this.#live(scope, id, now);
    if (!turn || turn.isDeleted || turn.status !== 'in_progress') return false;
    this.#put(scope, { ...turn, runsUntil });
    return true;
  }

  delete(scope: string, id: string, now: number): boolean {
    const turn = this.#live(scope, id, now);
    if (!turn || turn.isDeleted) return false;
    this.running.remove(scope, id);
    this.#put(scope, {
      ...turn,
      status: turn.status === 'in_progress' ? 'cancelled' : turn.status,
      isDeleted: true,
      view: null,
      request: null,
      pages: [],
      eventBytes: 0,
    });
    return true;
  }

  /**
   * Erases a deleted turn that no turn of content continues and no head is at, and those before it that were kept for
   * it alone.
   */
  eraseUnseen(scope: string, from: string | null, isHead: (id: string) => boolean): void {
    for (let id = from; id !== null; ) {
      const turn: KeptTurn | null = this.#turns.get(scope, id);
      if (!turn?.isDeleted || turn.isErased || isHead(id)) return;
      const isContinued = this.#turns.some(scope, ({ parentId, isErased }) => parentId === id && !isErased);
      if (isContinued) return;
      this.#put(scope, { ...turn, input: '[]', output: '[]', inputBytes: 2, outputBytes: 2, isErased: true });
      id = turn.parentId;
    }
  }

  appendEvents(scope: string, id: string, page: EventPage, now: number): AppendEventsResult {
    const turn = this.#live(scope, id, now);
    const refusal = refuseChange(turn, page);
    if (refusal || !turn) return refusal ?? { result: 'unknown' };
    if (isFullOfEvents(turn, page)) return { result: 'full' };
    this.#put(scope, withPage(turn, page));
    return { result: 'appended' };
  }

  readEvents(scope: string, id: string, after: number, maxBytes: number, now: number): StoredEvents | null {
    const turn = this.#live(scope, id, now);
    if (!turn || turn.isDeleted) return null;
    const { status, nextSequence } = turn;
    return { events: eventsAfter(turn.pages, after, maxBytes), status, nextSequence };
  }

  sweep(limit: number, now: number): number {
    return this.#turns.sweep(limit, ({ expiresAt }) => expiresAt !== null && expiresAt <= now);
  }

  #live(scope: string, id: string, now: number): KeptTurn | null {
    const turn = this.#turns.get(scope, id);
    return turn && (turn.expiresAt === null || turn.expiresAt > now) ? turn : null;
  }

  #put(scope: string, turn: KeptTurn): void {
    const { inputBytes, outputBytes, eventBytes, view, request } = turn;
    const bytes = inputBytes + outputBytes + eventBytes + (view?.length ?? 0) + (request?.length ?? 0);
    this.#turns.put(scope, turn.id, turn, bytes);
  }
}

function foreignIn({ foreignItemIds }: Pick<TurnEnding, 'foreignItemIds'>): Pick<TurnEnding, 'foreignItemIds'> {
  return foreignItemIds ? { foreignItemIds } : {};
}

function withPage<T extends KeptTurn>(turn: T, page: EventPage): T {
  const nextSequence = turn.nextSequence + page.events.length;
  const copy = { firstSequence: page.firstSequence, events: [...page.events] };
  return { ...turn, pages: [...turn.pages, copy], eventBytes: turn.eventBytes + pageBytes(page), nextSequence };
}
