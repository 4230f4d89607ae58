import type { ConversationEvent } from '../conversation/conversation-event.ts';
import type { GatewayError } from '../errors/gateway-error.ts';
import type { AnswerContext, JsonObject } from '../ports/wire-codec.ts';
import type { TurnItem } from './turn.ts';

export interface PlacedItem {
  readonly item: TurnItem;
  /** Its index in the client's own list. */
  readonly place: number;
  /** Whether the client only refers to it. */
  readonly isReference: boolean;
}

/** A wire format whose inputs and answers are lists of items with ids, and how a session keeps them. Pure. */
export interface ItemFormat {
  /**
   * The body with what was said before in its input, and with what it only refers to put in its place.
   * @param elsewhere what it refers to and was not said before, by its id.
   * @throws GatewayError `invalid-request` that names an item that is not known.
   */
  withHistory(body: JsonObject, history: readonly TurnItem[], elsewhere: ReadonlyMap<string, TurnItem>): JsonObject;
  /** The ids of what the body only refers to. Never throws. */
  references(body: JsonObject): readonly string[];
  /** The turn that an item belongs to, by the item's id; `null` when that does not tell. */
  turnOfItem(itemId: string): string | null;
  /**
   * What the body itself says, and what it refers to elsewhere, with where in its input each of them stands.
   * @param owner id of the turn, of which ids are made for items that have none. @param elsewhere as `withHistory` takes it.
   */
  placedItems(body: JsonObject, owner: string, elsewhere: ReadonlyMap<string, TurnItem>): readonly PlacedItem[];
  /** The body with these entries of its input alone, which errors name as the client has them. */
  withInputAt(body: JsonObject, places: ReadonlySet<number>): JsonObject;
  /** What an answer says, from the form in which the client was given it. */
  outputItems(view: JsonObject): readonly TurnItem[];
  /**
   * What of an answer that a provider of the same format wrote is the gateway's to say, as it is kept.
   * @param id the answer's own. @param createdAt seconds since the epoch.
   */
  answerOverride(id: string, createdAt: number): JsonObject;
  /** An answer that says of itself that it is not kept. */
  viewWithoutStore(view: JsonObject): JsonObject;
  /** The same for the end of a stream. @param end what `EventEncoder.end` gave. */
  streamWithoutStore(end: string): string;
  /** An answer that nobody has begun to make. */
  queuedView(context: AnswerContext): JsonObject;
  /**
   * An answer that ends before it is whole: with an error, or cancelled (`null`).
   * @param requestId the request that is told so; `null` = none is, the answer is kept for those that ask later.
   */
  endedView(view: JsonObject, error: GatewayError | null, requestId: string | null): JsonObject;
  /** Writes a kept answer's stream once more. @param after number of the last event the client has; -1 = none. */
  replay(view: JsonObject, after: number): AnswerReplay;
}

/** Stateful, one per stream. Both give server-sent events, less those that the client has. */
export interface AnswerReplay {
  /** Number of the last event there was so far, whether the client has it or not; -1 = none. */
  readonly lastNumber: number;
  event(event: ConversationEvent): string;
  /** @param view the answer as it is kept, ended. */
  end(view: JsonObject): string;
}
