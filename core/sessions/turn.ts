import type { Message } from '../conversation/message.ts';
import type { JsonObject } from '../ports/wire-codec.ts';

/** Any but `in_progress` is final. */
export type TurnStatus = 'in_progress' | FinalStatus;
export type FinalStatus = 'completed' | 'incomplete' | 'failed' | 'cancelled';

/** One thing that was said: what conversations list and delete, and what prompts are assembled from. */
export interface TurnItem {
  /** Unique within the scope: `msg_…`, or the id the client gave it. */
  readonly id: string;
  /** What it says, free of any wire format; `null` when the neutral model has no word for it. */
  readonly message: Message | null;
  /** The client's own form of it, kept as it came; `null` when there is none but the message. */
  readonly item: JsonObject | null;
  /** What a system prompt says: only the latest turn that has such items is heard. Absent = part of the history. */
  readonly isInstructions?: boolean;
}

/** One exchange as those that follow it need it. */
export interface PathTurn {
  readonly id: string;
  /** The turn that this one continues; `null` for the first. */
  readonly parentId: string | null;
  readonly status: TurnStatus;
  readonly input: readonly TurnItem[];
  /** Empty while the turn is in progress. */
  readonly output: readonly TurnItem[];
  /** The model as the client asked for it. */
  readonly model: string;
  /** `provider/model` that answers or answered; `null` while that is open. */
  readonly target: string | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Milliseconds since the epoch. A turn still in progress by then was given up: whoever finds it finishes it as failed. */
  readonly runsUntil: number;
  /** The session that it was made in; absent = none, it stands for itself. */
  readonly sessionName?: string;
  /** Nobody may ask for it or continue from it; those that already did still see it. */
  readonly isDeleted: boolean;
}

/** One exchange, and how the client sees it. */
export interface Turn extends PathTurn {
  /** The stored response, in the client's format; `null` when there is none to retrieve. */
  readonly view: JsonObject | null;
  /** The client's request, for a turn that runs without the client; gone when the turn is finished. */
  readonly request: JsonObject | null;
  /** Milliseconds since the epoch; `null` while it is in progress. */
  readonly finishedAt: number | null;
  /** Milliseconds since the epoch, after which the turn is unknown; `null` = never. */
  readonly expiresAt: number | null;
  /** The number of the next event to be stored of it; 0 = none was. */
  readonly nextSequence: number;
}

/** A turn as it begins, or one that was finished before it is stored. */
export type NewTurn = Omit<Turn, 'isDeleted' | 'nextSequence'> & Pick<TurnEnding, 'foreignItemIds'>;

/** How a turn ends. */
export interface TurnEnding {
  readonly status: FinalStatus;
  readonly output: readonly TurnItem[];
  readonly view: JsonObject | null;
  readonly target: string | null;
  /** Milliseconds since the epoch. */
  readonly finishedAt: number;
  /** Ids in the output that were made elsewhere: `SessionStore.turnsOfItems` finds the turn by them. Default: none. */
  readonly foreignItemIds?: readonly string[];
}
