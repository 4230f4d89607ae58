import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { formatEvent } from '../server-sent-events/format-event.ts';

const delimiter = '\n\n';

/** The last events of a stream, with a response in the very last that says that it is not stored. */
export function sayNotStored(end: string): string {
  const before = end.lastIndexOf(delimiter, -delimiter.length + end.length - 1);
  const start = before === -1 ? 0 : before + delimiter.length;
  const data = /^data: (.*)$/m.exec(end.slice(start))?.[1];
  const event: unknown = data === undefined ? null : JSON.parse(data);
  if (!isJsonObject(event) || !isJsonObject(event.response)) return end;
  const changed = { ...event, response: { ...event.response, store: false } };
  return end.slice(0, start) + formatEvent(JSON.stringify(changed), String(event.type));
}
