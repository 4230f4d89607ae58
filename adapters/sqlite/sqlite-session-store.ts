import { basename } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../core/ports/clock.ts';
import type { SessionStore } from '../../core/ports/session-store.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { EventPage } from '../../core/sessions/event-page.ts';
import type { HeadMove, NewHead } from '../../core/sessions/head.ts';
import type { IdempotencyClaim, StoredAnswer } from '../../core/sessions/idempotency.ts';
import type { PathLimits } from '../../core/sessions/path.ts';
import type { NewTurn, TurnEnding } from '../../core/sessions/turn.ts';
import { askDatabase, usualBusyTimeoutMs } from './ask-database.ts';
import { openSessionDatabase } from './open-session-database.ts';
import { SharedTransactions } from './shared-transactions.ts';
import { SqliteClaims } from './sqlite-claims.ts';
import { isDamage, sqliteErrorCode } from './sqlite-error-code.ts';
import { SqliteEvents } from './sqlite-events.ts';
import { SqliteHeads } from './sqlite-heads.ts';
import { SqliteRunningTurns } from './sqlite-running-turns.ts';
import { SqliteTurns } from './sqlite-turns.ts';
import { toStoreError } from './to-store-error.ts';

export interface SqliteSessionStoreOptions {
  /** Path of the database; its directory is created. Several processes may use it at once. */
  readonly file: string;
  readonly clock: Clock;
  /** How long each try of a write stands still for another process, milliseconds. Default 20. */
  readonly busyTimeoutMs?: number;
}

/** Sessions in one file. Calls are short and synchronous inside, tried again while it is busy: what was awaited is written. */
export class SqliteSessionStore implements SessionStore {
  readonly #database: DatabaseSync;
  readonly #turns: SqliteTurns;
  readonly #heads: SqliteHeads;
  readonly #events: SqliteEvents;
  readonly #running: SqliteRunningTurns;
  readonly #claims: SqliteClaims;
  readonly #transactions: SharedTransactions;
  readonly #clock: Clock;
  readonly #file: string;
  /** The last call failed in the file. */
  #isFailing = false;
  /** Until the operator has mended it, whatever other calls say. */
  #isDamaged = false;

  /** @throws SessionFileError when the file cannot be used. */
  constructor({ file, clock, busyTimeoutMs = usualBusyTimeoutMs }: SqliteSessionStoreOptions) {
    this.#clock = clock;
    this.#file = basename(file);
    this.#database = openSessionDatabase(file, busyTimeoutMs);
    this.#heads = new SqliteHeads(this.#database);
    this.#events = new SqliteEvents(this.#database);
    this.#running = new SqliteRunningTurns(this.#database);
    this.#turns = new SqliteTurns(this.#database, this.#heads, this.#events, this.#running);
    this.#claims = new SqliteClaims(this.#database);
    this.#transactions = new SharedTransactions(this.#database, clock);
  }

  async turn(scope: string, turnId: string) {
    return this.#ask((now) => this.#turns.read(scope, turnId, now));
  }

  async turnsOfItems(scope: string, itemIds: readonly string[]) {
    return this.#ask(() => this.#turns.ofItems(scope, itemIds));
  }

  async pathOfTurn(scope: string, turnId: string, limits: PathLimits) {
    return this.#ask((now) => this.#turns.path(scope, turnId, limits, now));
  }

  async pathOfHead(scope: string, name: string, limits: PathLimits) {
    return this.#ask((now) => this.#turns.pathOfHead(scope, name, limits, now));
  }

  async append(scope: string, turn: NewTurn, move: HeadMove | null) {
    return this.#write(() => this.#turns.appending(scope, turn, move));
  }

  async finish(scope: string, turnId: string, ending: TurnEnding, events: EventPage | null) {
    return this.#write(() => this.#turns.finishing(scope, turnId, ending, events));
  }

  async extendTurn(scope: string, turnId: string, runsUntil: number) {
    return this.#ask((now) => this.#turns.extend(scope, turnId, runsUntil, now));
  }

  async deleteTurn(scope: string, turnId: string) {
    return this.#ask((now) => this.#turns.delete(scope, turnId, now));
  }

  async head(scope: string, name: string) {
    return this.#ask((now) => this.#heads.read(scope, name, now));
  }

  async createHead(scope: string, head: NewHead) {
    return this.#ask((now) => this.#heads.create(scope, head, now));
  }

  async updateHead(scope: string, name: string, metadata: JsonObject) {
    return this.#ask((now) => this.#heads.describe(scope, name, metadata, now));
  }

  async deleteHead(scope: string, name: string) {
    return this.#ask((now) => this.#turns.deleteHead(scope, name, now));
  }

  async removeItem(scope: string, name: string, itemId: string) {
    return this.#ask((now) => this.#heads.removeItem(scope, name, itemId, now));
  }

  async appendEvents(scope: string, turnId: string, page: EventPage) {
    return this.#ask((now) => this.#turns.appendEvents(scope, turnId, page, now));
  }

  async readEvents(scope: string, turnId: string, after: number, maxBytes: number) {
    return this.#ask((now) => this.#turns.readEvents(scope, turnId, after, maxBytes, now));
  }

  async claimTurn(workerId: string, leaseMs: number) {
    return this.#ask((now) => this.#running.claim(workerId, leaseMs, now));
  }

  async holdTurn(scope: string, turnId: string, workerId: string, leaseMs: number) {
    return this.#ask((now) => this.#running.hold(scope, turnId, workerId, leaseMs, now));
  }

  async claim(scope: string, claim: IdempotencyClaim) {
    return this.#ask((now) => this.#claims.claim(scope, claim, now));
  }

  async holdClaim(scope: string, key: string, claimId: string, leaseMs: number) {
    return this.#ask((now) => this.#claims.hold(scope, key, claimId, now + leaseMs, now));
  }

  async finishClaim(scope: string, key: string, claimId: string, answer: StoredAnswer, keepMs: number) {
    return this.#ask((now) => this.#claims.finish(scope, key, claimId, answer, now + keepMs));
  }

  async releaseClaim(scope: string, key: string, claimId: string) {
    await this.#ask(() => this.#claims.release(scope, key, claimId));
  }

  async sweep(maxRecords: number) {
    return this.#ask((now) => {
      let swept = this.#turns.sweep(maxRecords, now);
      if (swept < maxRecords) swept += this.#heads.sweep(maxRecords - swept, now);
      if (swept < maxRecords) swept += this.#claims.sweep(maxRecords - swept, now);
      return swept;
    });
  }

  state() {
    return this.#isFailing || this.#isDamaged ? 'failing' : 'ok';
  }

  async close() {
    if (!this.#database.isOpen) return;
    this.#transactions.end();
    this.#database.close();
  }

  #ask<T>(question: (now: number) => T): Promise<T> {
    return this.#told(() => askDatabase(this.#database, this.#clock, question));
  }

  /** What costs most of a request: those that come at once are written at once. */
  #write<T>(prepare: () => (now: number) => T): Promise<T> {
    return this.#told(() => this.#transactions.write(prepare()));
  }

  async #told<T>(ask: () => Promise<T>): Promise<T> {
    try {
      const answer = await ask();
      this.#isFailing = false;
      return answer;
    } catch (error) {
      this.#isFailing = sqliteErrorCode(error) !== null;
      this.#isDamaged ||= isDamage(error);
      throw toStoreError(error, this.#file);
    }
  }
}
