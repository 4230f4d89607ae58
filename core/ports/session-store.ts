import type { EventPage, StoredEvents } from '../sessions/event-page.ts';
import type { Head, HeadMove, NewHead } from '../sessions/head.ts';
import type { ClaimResult, IdempotencyClaim, StoredAnswer } from '../sessions/idempotency.ts';
import type { HeadPath, Path, PathLimits } from '../sessions/path.ts';
import type { NewTurn, Turn, TurnEnding, TurnStatus } from '../sessions/turn.ts';
import type { JsonObject } from './wire-codec.ts';

/**
 * Sessions: turns in trees, heads that lead to turns, events of running turns, and answers kept for idempotency keys.
 *
 * Everything belongs to a scope, the principal's id or `anonymous`: what is in another scope is unknown, and so is what
 * has expired, swept or not. Sizes are bounded by `sessionLimits`; past them a call rejects with a GatewayError
 * `body-too-large` unless it says otherwise. A store in trouble rejects with `busy` (try again) or `internal`; nothing
 * of the call was done then, or all of it: who does not know may call again.
 *
 * Each change is decided by one record (a turn, a head, an answer), so a store with conditional writes of single
 * records can do it: large content is written beside a record, before the write that makes it count. Strongly
 * consistent: heads, whether a turn is finished, event numbers, idempotency claims, and a turn read by who wrote it.
 * May be a second late: that a turn was deleted, or appended by somebody else where no head was moved; that content was
 * erased or swept may be later still.
 *
 * A session goes on from whatever turn its head is at; `turnPhase` says whether that one still runs (busy), was given up
 * (finish it as failed first), or says nothing to those after it because it failed.
 */
export interface SessionStore {
  /** How long an answer waits to be kept before its client is told that it is not, milliseconds. Default 250. */
  readonly keepWithinMs?: number;
  /** `null` when it is unknown or deleted. */
  turn(scope: string, turnId: string): Promise<Turn | null>;
  /**
   * The ids of the turns that items came out with, by the items' ids, of those named in `foreignItemIds`; of several
   * turns, the latest. A turn that is not kept any more, or was not stored in the end, may be named.
   */
  turnsOfItems(scope: string, itemIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * The turns from the root to this one, in one read. @returns `null` when the turn is unknown or deleted; deleted
   * ones before it are there.
   */
  pathOfTurn(scope: string, turnId: string, limits: PathLimits): Promise<Path | null>;
  /** A head with the turns that lead to where it is, in one read. Also a deleted turn is among them. */
  pathOfHead(scope: string, name: string, limits: PathLimits): Promise<HeadPath | null>;
  /**
   * Stores a turn and, if asked, moves a head from the turn's parent to it, both or neither: of all who continue a
   * head at the same turn, one succeeds. Done as a turn begins, so that others find the session busy.
   */
  append(scope: string, turn: NewTurn, move: HeadMove | null): Promise<AppendResult>;
  /**
   * Ends a turn, once: of an end and a cancellation that meet, the first counts and is never changed. Events given are
   * stored with it, or not at all.
   */
  finish(scope: string, turnId: string, ending: TurnEnding, events: EventPage | null): Promise<FinishResult>;
  /**
   * Says until when a running turn is not given up, milliseconds since the epoch.
   * @returns false when it has ended, or is unknown.
   */
  extendTurn(scope: string, turnId: string, runsUntil: number): Promise<boolean>;
  /**
   * Makes a turn unknown. One still in progress is cancelled by it. What it said stays for the turns that continue it
   * and the heads that are at it, and is erased as soon as there are none. @returns false when it was unknown already.
   */
  deleteTurn(scope: string, turnId: string): Promise<boolean>;

  head(scope: string, name: string): Promise<Head | null>;
  /** @returns `null` when there is one of that name. */
  createHead(scope: string, head: NewHead): Promise<Head | null>;
  /** Replaces the metadata. @returns `null` when the head is unknown. */
  updateHead(scope: string, name: string, metadata: JsonObject): Promise<Head | null>;
  /** Its turns stay. @returns false when it was unknown already. */
  deleteHead(scope: string, name: string): Promise<boolean>;
  /** Takes an item out of a session; taking it out twice is taking it out. Items are added by appending a turn. */
  removeItem(scope: string, name: string, itemId: string): Promise<RemoveItemResult>;

  /** Stores events of a running turn. After a call of unknown end, `gap` with the number that follows says it was done. */
  appendEvents(scope: string, turnId: string, page: EventPage): Promise<AppendEventsResult>;
  /**
   * Events numbered higher than `after` (-1 = all), in order, at least one if there is one and then as many as
   * `maxBytes` allows. @returns `null` when the turn is unknown or deleted.
   */
  readEvents(scope: string, turnId: string, after: number, maxBytes: number): Promise<StoredEvents | null>;

  /**
   * Takes the oldest running turn, of whatever scope, that was stored with its request and that nobody works on.
   * @param leaseMs without `holdTurn` it is given up after so many milliseconds. @returns `null` when there is none.
   */
  claimTurn(workerId: string, leaseMs: number): Promise<ClaimedTurn | null>;
  /**
   * Works on a running turn that was stored with its request, or goes on doing so. `leaseMs` 0 = no longer.
   * @returns false when somebody else works on it, or it has ended.
   */
  holdTurn(scope: string, turnId: string, workerId: string, leaseMs: number): Promise<boolean>;

  /** Asks to be the one who answers a request. Of several who ask at once, one is given it. */
  claim(scope: string, claim: IdempotencyClaim): Promise<ClaimResult>;
  /** Says that the answer is still being made. @returns false when the claim was given up in between, or is finished. */
  holdClaim(scope: string, key: string, claimId: string, leaseMs: number): Promise<boolean>;
  /**
   * Keeps the answer for `keepMs` milliseconds. One too large is not kept, but that it was given is.
   * @returns false when the claim was given up in between and somebody else has it: nothing is stored.
   */
  finishClaim(scope: string, key: string, claimId: string, answer: StoredAnswer, keepMs: number): Promise<boolean>;
  /** Lets the next one try: for answers that are not worth repeating. Nothing happens when the claim is not held. */
  releaseClaim(scope: string, key: string, claimId: string): Promise<void>;

  /** Removes what has expired, so many records at most. @returns how many; 0 = none is left, or the store does it by itself. */
  sweep(maxRecords: number): Promise<number>;
  /** What the latest calls say of the store; absent = it is never in trouble, or does not know. Nothing is asked to find out. */
  state?(): 'ok' | 'failing';
  /** Nothing may be asked afterwards. Closing twice is closing. */
  close(): Promise<void>;
}

export type AppendResult =
  /** `head`: as it is now; `null` when none was to move. */
  | { readonly result: 'appended'; readonly head: Head | null }
  /** A turn of that id is there already, perhaps from a call whose end was not seen. */
  | { readonly result: 'exists' }
  /** The head is not at the turn's parent, but at `turnId`. */
  | { readonly result: 'moved'; readonly turnId: string | null }
  /** There is no head of that name. */
  | { readonly result: 'no-head' }
  /** The turn to continue is unknown or deleted; not looked at where a head is moved. */
  | { readonly result: 'no-parent' };

export type FinishResult =
  | { readonly result: 'finished' }
  /** It ended before, like this. */
  | { readonly result: 'already'; readonly status: TurnStatus }
  /** The events given do not follow the stored ones: the next number is this. */
  | { readonly result: 'gap'; readonly nextSequence: number }
  /** Unknown or deleted. */
  | { readonly result: 'unknown' };

export type AppendEventsResult =
  | { readonly result: 'appended' }
  /** The turn has ended, perhaps cancelled: stop working on it. */
  | { readonly result: 'already'; readonly status: TurnStatus }
  | { readonly result: 'gap'; readonly nextSequence: number }
  /** As many bytes of events as one turn may have are stored. */
  | { readonly result: 'full' }
  | { readonly result: 'unknown' };

export interface ClaimedTurn {
  readonly scope: string;
  readonly turnId: string;
  /** How many have worked on it and stopped without saying so. */
  readonly timesLost: number;
}

export type RemoveItemResult = 'removed' | 'no-head' | 'full';
