import type { SessionStore } from '../ports/session-store.ts';
import type { JsonObject } from '../ports/wire-codec.ts';
import type { EventPage } from './event-page.ts';
import type { HeadMove, NewHead } from './head.ts';
import { homeOfId, homeTag } from './home-of-id.ts';
import type { IdempotencyClaim, StoredAnswer } from './idempotency.ts';
import type { PathLimits } from './path.ts';
import { usualKeepWithinMs } from './session-limits.ts';
import type { NewTurn, TurnEnding } from './turn.ts';

export interface SessionsByHomeOptions {
  /** The store of each home by its tag; opened when it is first asked. */
  readonly homes: ReadonlyMap<string, () => SessionStore>;
  /** Home of what names none: sessions that clients have named, and ids from before there were homes. */
  readonly first: string;
  /** Where requests are answered: idempotency keys are kept, and work is looked for, here. */
  readonly here: string;
}

/**
 * Sessions that live in several homes: each is read and written in its own alone, so a home that is away takes its
 * sessions with it and no others.
 */
export class SessionsByHome implements SessionStore {
  readonly #options: SessionsByHomeOptions;
  readonly #open = new Map<string, SessionStore>();

  /** @throws RangeError when `first` or `here` is no home, or a tag is none. */
  constructor(options: SessionsByHomeOptions) {
    for (const tag of options.homes.keys()) if (!homeTag.test(tag)) throw new RangeError(`'${tag}' is no home's tag`);
    for (const tag of [options.first, options.here]) {
      if (!options.homes.has(tag)) throw new RangeError(`there is no home '${tag}'`);
    }
    this.#options = options;
  }

  /** Of the stores here, as of all homes: each is as far away from the others. */
  get keepWithinMs() {
    return this.#here.keepWithinMs ?? usualKeepWithinMs;
  }

  turn(scope: string, turnId: string) {
    return this.#homeOf(turnId).turn(scope, turnId);
  }

  /** Ids made elsewhere name no home, so all are asked for what is not found here: mostly it is. */
  async turnsOfItems(scope: string, itemIds: readonly string[]) {
    const found = new Map(await this.#here.turnsOfItems(scope, itemIds));
    const left = itemIds.filter((id) => !found.has(id));
    const others = left.length === 0 ? [] : [...this.#options.homes.keys()].filter((tag) => tag !== this.#options.here);
    const answers = await Promise.all(others.map((tag) => this.#at(tag).turnsOfItems(scope, left)));
    for (const [id, turnId] of answers.flatMap((answer) => [...answer])) found.set(id, turnId);
    return found;
  }

  pathOfTurn(scope: string, turnId: string, limits: PathLimits) {
    return this.#homeOf(turnId).pathOfTurn(scope, turnId, limits);
  }

  pathOfHead(scope: string, name: string, limits: PathLimits) {
    return this.#homeOf(name).pathOfHead(scope, name, limits);
  }

  append(scope: string, turn: NewTurn, move: HeadMove | null) {
    return this.#homeOf(turn.id).append(scope, turn, move);
  }

  finish(scope: string, turnId: string, ending: TurnEnding, events: EventPage | null) {
    return this.#homeOf(turnId).finish(scope, turnId, ending, events);
  }

  extendTurn(scope: string, turnId: string, runsUntil: number) {
    return this.#homeOf(turnId).extendTurn(scope, turnId, runsUntil);
  }

  deleteTurn(scope: string, turnId: string) {
    return this.#homeOf(turnId).deleteTurn(scope, turnId);
  }

  head(scope: string, name: string) {
    return this.#homeOf(name).head(scope, name);
  }

  createHead(scope: string, head: NewHead) {
    return this.#homeOf(head.name).createHead(scope, head);
  }

  updateHead(scope: string, name: string, metadata: JsonObject) {
    return this.#homeOf(name).updateHead(scope, name, metadata);
  }

  deleteHead(scope: string, name: string) {
    return this.#homeOf(name).deleteHead(scope, name);
  }

  removeItem(scope: string, name: string, itemId: string) {
    return this.#homeOf(name).removeItem(scope, name, itemId);
  }

  appendEvents(scope: string, turnId: string, page: EventPage) {
    return this.#homeOf(turnId).appendEvents(scope, turnId, page);
  }

  readEvents(scope: string, turnId: string, after: number, maxBytes: number) {
    return this.#homeOf(turnId).readEvents(scope, turnId, after, maxBytes);
  }

  claimTurn(workerId: string, leaseMs: number) {
    return this.#here.claimTurn(workerId, leaseMs);
  }

  holdTurn(scope: string, turnId: string, workerId: string, leaseMs: number) {
    return this.#homeOf(turnId).holdTurn(scope, turnId, workerId, leaseMs);
  }

  claim(scope: string, claim: IdempotencyClaim) {
    return this.#here.claim(scope, claim);
  }

  holdClaim(scope: string, key: string, claimId: string, leaseMs: number) {
    return this.#here.holdClaim(scope, key, claimId, leaseMs);
  }

  finishClaim(scope: string, key: string, claimId: string, answer: StoredAnswer, keepMs: number) {
    return this.#here.finishClaim(scope, key, claimId, answer, keepMs);
  }

  releaseClaim(scope: string, key: string, claimId: string) {
    return this.#here.releaseClaim(scope, key, claimId);
  }

  sweep(maxRecords: number) {
    return this.#here.sweep(maxRecords);
  }

  /** Of the store here: another home that is away is no trouble of this gateway's. */
  state() {
    return this.#here.state?.() ?? 'ok';
  }

  async close() {
    for (const store of this.#open.values()) await store.close();
  }

  get #here(): SessionStore {
    return this.#at(this.#options.here);
  }

  #homeOf(id: string): SessionStore {
    const tag = homeOfId(id);
    return this.#at(tag !== null && this.#options.homes.has(tag) ? tag : this.#options.first);
  }

  #at(tag: string): SessionStore {
    const open = this.#open.get(tag) ?? this.#options.homes.get(tag)?.();
    if (!open) throw new RangeError(`there is no home '${tag}'`);
    this.#open.set(tag, open);
    return open;
  }
}
