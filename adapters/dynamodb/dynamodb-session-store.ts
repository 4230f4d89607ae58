import type { BlobStore } from '../../core/ports/blob-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { SessionStore } from '../../core/ports/session-store.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { EventPage } from '../../core/sessions/event-page.ts';
import type { HeadMove, NewHead } from '../../core/sessions/head.ts';
import type { IdempotencyClaim, StoredAnswer } from '../../core/sessions/idempotency.ts';
import type { PathLimits } from '../../core/sessions/path.ts';
import type { NewTurn, TurnEnding } from '../../core/sessions/turn.ts';
import { appendAlone, appendToHead } from './append-turn.ts';
import { AppendedTurns } from './appended-turns.ts';
import { deleteHead, deleteTurn } from './delete-turn.ts';
import { DynamoDbClaims } from './dynamodb-claims.ts';
import { DynamoDbEvents } from './dynamodb-events.ts';
import { DynamoDbHeads } from './dynamodb-heads.ts';
import { DynamoDbTurns } from './dynamodb-turns.ts';
import { ForeignItems } from './foreign-items.ts';
import { toHead } from './head-item.ts';
import { KeptText } from './kept-text.ts';
import { RunningTurns } from './running-turns.ts';
import type { SessionTools } from './session-tools.ts';
import { Table, type TableOptions } from './table.ts';

export interface DynamoDbSessionStoreOptions extends TableOptions {
  readonly clock: Clock;
  /** Where long content is kept. */
  readonly blobs: BlobStore;
  /** Begins the key of each new blob. Default `content/`. */
  readonly blobPrefix?: string;
  /** How many bytes of a text stand in its item; longer ones are blobs. Default 16 KiB: beyond it a blob costs less. */
  readonly inlineBytes?: number;
}

/** Sessions in one table of one region, each change decided by one conditional write. */
export class DynamoDbSessionStore implements SessionStore {
  /** A few round trips between the farthest regions, or to a store of blobs that nothing was kept in yet. */
  readonly keepWithinMs = 1_500;
  readonly #clock: Clock;
  readonly #tools: SessionTools;
  readonly #turns: DynamoDbTurns;
  readonly #claims: DynamoDbClaims;

  constructor({
    clock,
    blobs,
    blobPrefix = 'content/',
    inlineBytes = 16_384,
    ...options
  }: DynamoDbSessionStoreOptions) {
    const table = new Table(options);
    const texts = new KeptText(blobs, blobPrefix);
    const turns = new AppendedTurns(table);
    const heads = new DynamoDbHeads(table, turns);
    const events = new DynamoDbEvents(table, texts);
    this.#clock = clock;
    const running = new RunningTurns(table, turns);
    const foreignItems = new ForeignItems(table);
    this.#tools = { table, texts, turns, running, heads, events, foreignItems, inlineBytes };
    this.#turns = new DynamoDbTurns(this.#tools);
    this.#claims = new DynamoDbClaims(table, texts, inlineBytes);
  }

  async turn(scope: string, turnId: string) {
    return this.#turns.read(scope, turnId, this.#clock.now());
  }

  async turnsOfItems(scope: string, itemIds: readonly string[]) {
    return this.#tools.foreignItems.find(scope, itemIds);
  }

  async pathOfTurn(scope: string, turnId: string, limits: PathLimits) {
    return this.#turns.path(scope, turnId, limits, this.#clock.now());
  }

  async pathOfHead(scope: string, name: string, limits: PathLimits) {
    return this.#turns.pathOfHead(scope, name, limits, this.#clock.now());
  }

  async append(scope: string, turn: NewTurn, move: HeadMove | null) {
    const now = this.#clock.now();
    return move ? appendToHead(this.#tools, scope, turn, move, now) : appendAlone(this.#tools, scope, turn, now);
  }

  async finish(scope: string, turnId: string, ending: TurnEnding, events: EventPage | null) {
    return this.#turns.finish(scope, turnId, ending, events, this.#clock.now());
  }

  async extendTurn(scope: string, turnId: string, runsUntil: number) {
    return this.#turns.extend(scope, turnId, runsUntil, this.#clock.now());
  }

  async deleteTurn(scope: string, turnId: string) {
    return deleteTurn(this.#tools, scope, turnId, this.#clock.now());
  }

  async head(scope: string, name: string) {
    const item = await this.#tools.heads.read(scope, name, this.#clock.now());
    return item && toHead(item);
  }

  async createHead(scope: string, head: NewHead) {
    return this.#tools.heads.create(scope, head, this.#clock.now());
  }

  async updateHead(scope: string, name: string, metadata: JsonObject) {
    return this.#tools.heads.describe(scope, name, metadata, this.#clock.now());
  }

  async deleteHead(scope: string, name: string) {
    return deleteHead(this.#tools, scope, name, this.#clock.now());
  }

  async removeItem(scope: string, name: string, itemId: string) {
    return this.#tools.heads.removeItem(scope, name, itemId, this.#clock.now());
  }

  async appendEvents(scope: string, turnId: string, page: EventPage) {
    return this.#turns.appendEvents(scope, turnId, page, this.#clock.now());
  }

  async readEvents(scope: string, turnId: string, after: number, maxBytes: number) {
    return this.#turns.readEvents(scope, turnId, after, maxBytes, this.#clock.now());
  }

  async claimTurn(workerId: string, leaseMs: number) {
    return this.#tools.running.claim(workerId, leaseMs, this.#clock.now());
  }

  async holdTurn(scope: string, turnId: string, workerId: string, leaseMs: number) {
    return this.#tools.running.hold(scope, turnId, workerId, leaseMs, this.#clock.now());
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
    await this.#claims.release(scope, key, claimId);
  }

  /** The table deletes what has expired by itself, and so does the store of the blobs. */
  async sweep() {
    return 0;
  }

  state() {
    return this.#tools.table.isFailing ? 'failing' : 'ok';
  }

  async close() {
    this.#tools.table.close();
  }
}
