import type { Clock } from '../../core/ports/clock.ts';
import type { AppendResult, SessionStore } from '../../core/ports/session-store.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { EventPage } from '../../core/sessions/event-page.ts';
import type { HeadMove, NewHead } from '../../core/sessions/head.ts';
import type { IdempotencyClaim, StoredAnswer } from '../../core/sessions/idempotency.ts';
import type { PathLimits } from '../../core/sessions/path.ts';
import type { NewTurn, TurnEnding } from '../../core/sessions/turn.ts';
import type { RecordBounds } from './bounded-records.ts';
import { InMemorySessionClaims } from './in-memory-session-claims.ts';
import { InMemorySessionHeads } from './in-memory-session-heads.ts';
import { InMemorySessionTurns } from './in-memory-session-turns.ts';

export interface InMemorySessionStoreOptions {
  readonly clock: Clock;
  /** Turns with their events. Default 10,000 and 256 MiB. */
  readonly turns?: RecordBounds;
  /** Default 10,000 and 16 MiB. */
  readonly heads?: RecordBounds;
  /** Answers kept for idempotency keys. Default 10,000 and 64 MiB. */
  readonly answers?: RecordBounds;
}

/**
 * Sessions of this process, gone when it ends. Bounded: when there is no room, what was stored longest ago is
 * forgotten, whoever owns it, as if it had expired. A session that grows too old loses its beginning.
 */
export class InMemorySessionStore implements SessionStore {
  readonly #clock: Clock;
  readonly #turns: InMemorySessionTurns;
  readonly #heads: InMemorySessionHeads;
  readonly #claims: InMemorySessionClaims;

  constructor({ clock, turns, heads, answers }: InMemorySessionStoreOptions) {
    this.#clock = clock;
    this.#turns = new InMemorySessionTurns(turns ?? { maxRecords: 10_000, maxBytes: 268_435_456 });
    this.#heads = new InMemorySessionHeads(heads ?? { maxRecords: 10_000, maxBytes: 16_777_216 });
    this.#claims = new InMemorySessionClaims(answers ?? { maxRecords: 10_000, maxBytes: 67_108_864 });
  }

  async turn(scope: string, turnId: string) {
    return this.#turns.read(scope, turnId, this.#clock.now());
  }

  async turnsOfItems(scope: string, itemIds: readonly string[]) {
    return this.#turns.ofItems(scope, itemIds);
  }

  async pathOfTurn(scope: string, turnId: string, limits: PathLimits) {
    const path = this.#turns.path(scope, turnId, limits, this.#clock.now());
    return path.turns.at(-1)?.isDeleted === false ? path : null;
  }

  async pathOfHead(scope: string, name: string, limits: PathLimits) {
    const now = this.#clock.now();
    const head = this.#heads.read(scope, name, now);
    if (!head) return null;
    if (head.turnId === null) return { head, turns: [], isWhole: true };
    return { head, ...this.#turns.path(scope, head.turnId, limits, now) };
  }

  async append(scope: string, turn: NewTurn, move: HeadMove | null): Promise<AppendResult> {
    const now = this.#clock.now();
    if (this.#turns.has(scope, turn.id)) return { result: 'exists' };
    if (!move) {
      const { parentId } = turn;
      if (parentId !== null && !this.#turns.read(scope, parentId, now)) return { result: 'no-parent' };
      this.#turns.add(scope, turn);
      return { result: 'appended', head: null };
    }
    const from = this.#heads.read(scope, move.name, now);
    if (!from && move.ifMissing === 'refuse') return { result: 'no-head' };
    const turnId = from?.turnId ?? null;
    if (turnId !== turn.parentId) return { result: 'moved', turnId };
    this.#turns.add(scope, turn);
    return { result: 'appended', head: this.#heads.move(scope, move, turn.id, now) };
  }

  async finish(scope: string, turnId: string, ending: TurnEnding, events: EventPage | null) {
    return this.#turns.finish(scope, turnId, ending, events, this.#clock.now());
  }

  async extendTurn(scope: string, turnId: string, runsUntil: number) {
    return this.#turns.extend(scope, turnId, runsUntil, this.#clock.now());
  }

  async deleteTurn(scope: string, turnId: string) {
    const isDeleted = this.#turns.delete(scope, turnId, this.#clock.now());
    this.#turns.eraseUnseen(scope, turnId, (id) => this.#heads.isAt(scope, id));
    return isDeleted;
  }

  async head(scope: string, name: string) {
    return this.#heads.read(scope, name, this.#clock.now());
  }

  async createHead(scope: string, head: NewHead) {
    return this.#heads.create(scope, head, this.#clock.now());
  }

  async updateHead(scope: string, name: string, metadata: JsonObject) {
    return this.#heads.describe(scope, name, metadata, this.#clock.now());
  }

  async deleteHead(scope: string, name: string) {
    const head = this.#heads.read(scope, name, this.#clock.now());
    this.#heads.delete(scope, name);
    if (head) this.#turns.eraseUnseen(scope, head.turnId, (id) => this.#heads.isAt(scope, id));
    return head !== null;
  }

  async removeItem(scope: string, name: string, itemId: string) {
    return this.#heads.removeItem(scope, name, itemId, this.#clock.now());
  }

  async appendEvents(scope: string, turnId: string, page: EventPage) {
    return this.#turns.appendEvents(scope, turnId, page, this.#clock.now());
  }

  async readEvents(scope: string, turnId: string, after: number, maxBytes: number) {
    return this.#turns.readEvents(scope, turnId, after, maxBytes, this.#clock.now());
  }

  async claimTurn(workerId: string, leaseMs: number) {
    return this.#turns.running.claim(workerId, leaseMs, this.#clock.now());
  }

  async holdTurn(scope: string, turnId: string, workerId: string, leaseMs: number) {
    return this.#turns.running.hold(scope, turnId, workerId, leaseMs, this.#clock.now());
  }

  async claim(scope: string, claim: IdempotencyClaim) {
    return this.#claims.claim(scope, claim, this.#clock.now());
  }

  async holdClaim(scope: string, key: string, claimId: string, leaseMs: number) {
    const now = this.#clock.now();
    return this.#claims.hold(scope, key, claimId, now + leaseMs, now);
  }

  async finishClaim(scope: string, key: string, claimId: string, answer: StoredAnswer, keepMs: number) {
    return this.#claims.finish(scope, key, claimId, answer, this.#clock.now() + keepMs);
  }

  async releaseClaim(scope: string, key: string, claimId: string) {
    this.#claims.release(scope, key, claimId);
  }

  async sweep(maxRecords: number) {
    const now = this.#clock.now();
    let swept = this.#turns.sweep(maxRecords, now);
    if (swept < maxRecords) swept += this.#heads.sweep(maxRecords - swept, now);
    if (swept < maxRecords) swept += this.#claims.sweep(maxRecords - swept, now);
    return swept;
  }

  async close() {}
}
