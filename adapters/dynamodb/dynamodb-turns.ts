import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { AppendEventsResult, FinishResult } from '../../core/ports/session-store.ts';
import type { EventPage, StoredEvents } from '../../core/sessions/event-page.ts';
import { pageBytes } from '../../core/sessions/events-after.ts';
import type { HeadPath, Path, PathLimits } from '../../core/sessions/path.ts';
import { isFullOfEvents } from '../../core/sessions/refuse-change.ts';
import { sessionLimits } from '../../core/sessions/session-limits.ts';
import type { Turn, TurnEnding } from '../../core/sessions/turn.ts';
import { checkEnding, fromTurnRecord, toEndingRecord } from '../../core/sessions/turn-record.ts';
import { changeRunningTurn } from './change-running-turn.ts';
import { toHead } from './head-item.ts';
import { readPath } from './read-path.ts';
import { turnKey } from './session-keys.ts';
import type { SessionTools } from './session-tools.ts';
import { isTurnItem, ownTexts, toTurnRecord } from './turn-item.ts';
import { changeOfTexts, forgetTexts, keepTexts } from './turn-texts.ts';

/** The turns in a table: how they are read, and what becomes of those that run. */
export class DynamoDbTurns {
  readonly #tools: SessionTools;

  constructor(tools: SessionTools) {
    this.#tools = tools;
  }

  async read(scope: string, id: string, now: number): Promise<Turn | null> {
    const item = await this.#tools.turns.read(scope, id, now);
    return item && !item.isDeleted ? fromTurnRecord(await toTurnRecord(item, this.#tools.texts)) : null;
  }

  async path(scope: string, id: string, limits: PathLimits, now: number): Promise<Path | null> {
    const { turns } = this.#tools;
    const known = turns.known(scope, id);
    if (known) {
      // One read tells the turn and what comes before it.
      const path = await readPath(this.#tools, { scope, turnId: id, trail: known.trail }, limits, now);
      return path.turns.at(-1)?.isDeleted === false ? path : null;
    }
    const item = await turns.read(scope, id, now);
    if (!item || item.isDeleted) return null;
    return readPath(this.#tools, { scope, turnId: id, trail: item.trail ?? [], item }, limits, now);
  }

  async pathOfHead(scope: string, name: string, limits: PathLimits, now: number): Promise<HeadPath | null> {
    const item = await this.#tools.heads.read(scope, name, now);
    if (!item) return null;
    const { turnId, trail = [] } = item;
    const head = toHead(item);
    if (turnId === undefined) return { head, turns: [], isWhole: true };
    return { head, ...(await readPath(this.#tools, { scope, turnId, trail }, limits, now)) };
  }

  async finish(
    scope: string,
    id: string,
    ending: TurnEnding,
    page: EventPage | null,
    now: number,
  ): Promise<FinishResult> {
    const { turns, texts, running, foreignItems, inlineBytes } = this.#tools;
    const record = toEndingRecord(ending);
    const { output, view, outputBytes } = record;
    const key = turnKey(scope, id);
    const endedBy = randomUUID();
    const said = { output, view };
    const before = page && (await turns.raw(scope, id));
    const { foreignItemIds } = ending;
    // As long as the turn is kept, which has to be known.
    if (foreignItemIds && !turns.known(scope, id)) await turns.read(scope, id, now);
    const known = turns.known(scope, id);
    const [kept] = await Promise.all([
      keepTexts(texts, said, inlineBytes, key.pk),
      known && foreignItems.keep(scope, id, foreignItemIds, known.liveUntil),
    ]);
    const ended = { turnStatus: record.status, target: record.target, finishedAt: record.finishedAt, outputBytes };
    const { result, old } = await changeRunningTurn<FinishResult>(
      this.#tools,
      { scope, id, page, now },
      {
        set: { ...ended, endedBy, isPending: null, ...changeOfTexts({ ...said, request: null }, kept) },
        ...(page ? { raise: { nextSequence: page.events.length, eventBytes: pageBytes(page) } } : {}),
        condition: 'inputBytes <= :room',
        values: { ':room': sessionLimits.maxTurnBytes - outputBytes - Buffer.byteLength(view ?? '') },
        done: { result: 'finished' },
        isMine: (item) => item.endedBy === endedBy,
        refusal: ({ inputBytes }) => {
          checkEnding(inputBytes, record);
          return null;
        },
      },
    );
    const isFinished = result.result === 'finished';
    const needless = isFinished ? (old ?? before) : { ...key, ...kept };
    if (isFinished && isTurnItem(needless)) await running.remove(needless.work);
    if (needless) await forgetTexts(texts, needless, isFinished ? ownTexts : Object.keys(said));
    return result;
  }

  async extend(scope: string, id: string, runsUntil: number, now: number): Promise<boolean> {
    const { result } = await changeRunningTurn<true>(
      this.#tools,
      { scope, id, page: null, now },
      {
        set: { runsUntil },
        condition: 'attribute_exists(pk)',
        done: true,
        // Made again, it is the same.
        isMine: () => false,
        refusal: () => null,
      },
    );
    return result === true;
  }

  async appendEvents(scope: string, id: string, page: EventPage, now: number): Promise<AppendEventsResult> {
    const bytes = pageBytes(page);
    const { result } = await changeRunningTurn<AppendEventsResult>(
      this.#tools,
      { scope, id, page, now },
      {
        set: { nextSequence: page.firstSequence + page.events.length },
        raise: { eventBytes: bytes },
        condition: 'eventBytes <= :room',
        values: { ':room': sessionLimits.maxEventBytes - bytes },
        done: { result: 'appended' },
        isMine: () => false,
        refusal: (item) =>
          isFullOfEvents({ ...item, status: item.turnStatus, isDeleted: false }, page) ? { result: 'full' } : null,
      },
    );
    return result;
  }

  async readEvents(
    scope: string,
    id: string,
    after: number,
    maxBytes: number,
    now: number,
  ): Promise<StoredEvents | null> {
    // The turn first: what is stored after it only adds events.
    const item = await this.#tools.turns.read(scope, id, now);
    if (!item || item.isDeleted) return null;
    const { turnStatus: status, nextSequence } = item;
    const events = await this.#tools.events.read(scope, id, after, nextSequence, maxBytes);
    return { events, status, nextSequence };
  }
}
