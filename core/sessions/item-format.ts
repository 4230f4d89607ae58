import type { ConversationEvent } from '../conversation/conversation-event.ts';
import type { GatewayError } from '../errors/gateway-error.ts';
import type { AnswerContext, JsonObject } from '../ports/wire-codec.ts';
import type { TurnItem } from './turn.ts';

/** A wire format whose inputs and answers are lists of items with ids, and how a session keeps them. Pure. */
export interface ItemFormat {
  /**
   * The body with what was said before in its input, and with what it only refers to put in its place.
   * @throws GatewayError `invalid-request` that names an item that is not known.
   */
  withHistory(body: JsonObject, history: readonly TurnItem[]): JsonObject;
  /** What the body itself says. @param owner id of the turn, of which ids are made for items that have none. */
  inputItems(body: JsonObject, owner: string): readonly TurnItem[];
  /** What an answer says, from the form in which the client was given it. */
  outputItems(view: JsonObject): readonly TurnItem[];
  /** An answer that says of itself that it is not kept. */
  viewWithoutStore(view: JsonObject): JsonObject;
  /** The same for the end of a stream. @param end what `EventEncoder.end` gave. */
  streamWithoutStore(end: string): string;
  /** An answer that nobody has begun to make. */
  queuedView(context: AnswerContext): JsonObject;
  /** An answer that ends before it is whole: with an error, or cancelled (`null`). */
  endedView(view: JsonObject, error: GatewayError | null, requestId: string): JsonObject;
  /** Writes a kept answer's stream once more. @param after number of the last event the client has; -1 = none. */
  replay(view: JsonObject, after: number): AnswerReplay;
}

/** Stateful, one per stream. Both give server-sent events, less those that the client has. */
export interface AnswerReplay {
  event(event: ConversationEvent): string;
  /** @param view the answer as it is kept, ended. */
  end(view: JsonObject): string;
}
