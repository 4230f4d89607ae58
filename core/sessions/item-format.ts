import type { JsonObject } from '../ports/wire-codec.ts';
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
}
