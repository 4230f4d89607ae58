const opening = Buffer.from('event: content_block_delta\ndata: {"type":"content_block_delta","index":');
const kinds = [
  Buffer.from(',"delta":{"type":"text_delta","text":"'),
  Buffer.from(',"delta":{"type":"input_json_delta","partial_json":"'),
  Buffer.from(',"delta":{"type":"thinking_delta","thinking":"'),
] as const;

const quote = 0x22;
const backslash = 0x5c;
const brace = 0x7d;
const space = 0x20;
const lineFeed = 0x0a;
const zero = 0x30;
/** What may stand after a backslash, but for `u`, whose digits would have to be read too. */
const escapes: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));

/** An event that brings more of one block's text, recognised without being parsed. */
export interface OrdinaryDelta {
  /** The block's index. */
  readonly index: number;
  readonly isEmpty: boolean;
  /** Where the text after the event begins. */
  readonly to: number;
}

/**
 * The ordinary event at a position, which is most of every stream: reading it byte by byte costs a fraction of parsing.
 * `null` for anything else, and for whatever is written in an unusual way.
 */
export function readOrdinaryDelta(events: Buffer, from: number): OrdinaryDelta | null {
  if (!startsWith(events, opening, from)) return null;
  let at = from + opening.length;
  let index = 0;
  const digitsFrom = at;
  for (; at < digitsFrom + 4; at++) {
    const digit = (events[at] ?? 0) - zero;
    if (digit < 0 || digit > 9) break;
    index = index * 10 + digit;
  }
  if (at === digitsFrom) return null;
  const kind = kinds.find((text) => startsWith(events, text, at));
  if (kind === undefined) return null;
  const textFrom = at + kind.length;
  const textTo = endOfText(events, textFrom);
  if (textTo < 0) return null;
  at = textTo + 1;
  // Some hosts pad their events with spaces before the last brace.
  if (events[at] !== brace) return null;
  at += 1;
  while (events[at] === space) at++;
  if (events[at] !== brace) return null;
  at += 1;
  while (events[at] === space) at++;
  if (events[at] !== lineFeed || events[at + 1] !== lineFeed) return null;
  return { index, isEmpty: textTo === textFrom, to: at + 2 };
}

function startsWith(events: Buffer, text: Buffer, from: number): boolean {
  const to = from + text.length;
  return to <= events.length && events.compare(text, 0, text.length, from, to) === 0;
}

/** Where the quote that ends a text stands; -1 when there is none, or something in the text needs a closer look. */
function endOfText(events: Buffer, from: number): number {
  for (let at = from; at < events.length; at++) {
    const byte = events[at] ?? 0;
    if (byte === quote) return at;
    if (byte < space) return -1;
    if (byte !== backslash) continue;
    at += 1;
    if (!escapes.has(events[at] ?? 0)) return -1;
  }
  return -1;
}
