import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { parseEvents } from '../server-sent-events/event-data.ts';
import { formatEvent } from '../server-sent-events/format-event.ts';

/** The last events of a stream, with a response in the last of those that hold one that says that it is not stored. */
export function sayNotStored(end: string): string {
  for (const { name, data, from, to } of parseEvents(end).toReversed()) {
    const event: unknown = data.startsWith('{') ? JSON.parse(data) : null;
    if (!isJsonObject(event) || !isJsonObject(event.response)) continue;
    const changed = { ...event, response: { ...event.response, store: false } };
    return end.slice(0, from) + formatEvent(JSON.stringify(changed), name) + end.slice(to);
  }
  return end;
}
