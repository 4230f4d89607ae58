/** One server-sent event that carries data. */
export interface ServerSentEvent {
  /** The `event:` field; `null` when the event has none. */
  readonly name: string | null;
  /** The payload: the `data:` lines, joined with LF. */
  readonly data: string;
  /** Where the event begins in the text it was read from, comments and all. */
  readonly from: number;
  /** Where the text after its blank line begins. */
  readonly to: number;
}

/** The events in bytes that hold whole events, as `EventFramer` gives them. */
export function readEvents(events: Buffer): readonly ServerSentEvent[] {
  return parseEvents(events.toString('utf8'));
}

/** The events in a text of whole events. Comments, other fields and events without data are passed over. */
export function parseEvents(text: string): readonly ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const hasCarriageReturns = text.includes('\r');
  let at = 0;
  while (at < text.length) {
    // The ordinary event is a single line: `data: {…}` LF LF.
    if (!hasCarriageReturns && text.startsWith('data: ', at)) {
      const lineEnd = text.indexOf('\n', at + 6);
      if (lineEnd !== -1 && text.charCodeAt(lineEnd + 1) === 10) {
        events.push({ name: null, data: text.slice(at + 6, lineEnd), from: at, to: lineEnd + 2 });
        at = lineEnd + 2;
        continue;
      }
    }
    const event = readEvent(text, at);
    if (event.data !== null) events.push({ name: event.name, data: event.data, from: at, to: event.to });
    at = event.to;
  }
  return events;
}

function readEvent(text: string, from: number): { name: string | null; data: string | null; to: number } {
  let name: string | null = null;
  let data: string | null = null;
  let at = from;
  while (at < text.length) {
    let lineEnd = at;
    while (lineEnd < text.length && text[lineEnd] !== '\n' && text[lineEnd] !== '\r') lineEnd++;
    const next = text[lineEnd] === '\r' && text[lineEnd + 1] === '\n' ? lineEnd + 2 : lineEnd + 1;
    if (lineEnd === at) return { name, data, to: Math.min(next, text.length) };
    const line = text.slice(at, lineEnd);
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') data = data === null ? value : `${data}\n${value}`;
    else if (field === 'event') name = value;
    at = next;
  }
  // The text ended inside an event: such an event was never sent.
  return { name: null, data: null, to: text.length };
}
