import { isJsonObject } from '../../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { parseEvents } from '../../../protocols/server-sent-events/event-data.ts';

/** The events of a stream's text; each one's name must be its type. */
export function readStream(text: string): JsonObject[] {
  return parseEvents(text).map(({ name, data }) => {
    const event: unknown = JSON.parse(data);
    if (!isJsonObject(event) || event.type !== name) throw new Error(`not an event named by its type: ${data}`);
    return event;
  });
}
