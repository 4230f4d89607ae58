import type { JsonObject } from '../ports/wire-codec.ts';

/** A name that leads to the latest turn of a session: a conversation's id, or the name a client gave its session. */
export interface Head {
  readonly name: string;
  /** `null` before the first turn. */
  readonly turnId: string | null;
  /** Rises by one with every change. */
  readonly version: number;
  /** What the client notes about a conversation; `{}` when nothing. */
  readonly metadata: JsonObject;
  /** Ids of items that are no longer part of the session, though their turns are. */
  readonly removedItems: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Milliseconds since the epoch, after which the head is unknown; `null` = never. */
  readonly expiresAt: number | null;
}

export interface NewHead {
  readonly name: string;
  readonly metadata: JsonObject;
  readonly expiresAt: number | null;
}

/** That a head is to lead to a turn as soon as that turn is stored. */
export interface HeadMove {
  readonly name: string;
  /** A client's session begins with its first turn; a conversation has to be there. */
  readonly ifMissing: 'create' | 'refuse';
  /** From now on, milliseconds since the epoch; `null` = never. */
  readonly expiresAt: number | null;
}
