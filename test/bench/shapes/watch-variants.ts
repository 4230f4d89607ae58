import { Seen } from '../../../core/ports/chat-model.ts';

/** Looks at whole events that pass through; returns bits of `Seen`. */
export type Watch = (events: Buffer) => number;

interface Chunk {
  readonly error?: unknown;
  readonly usage?: object | null;
  readonly choices?: readonly {
    readonly delta?: { readonly content?: string };
    readonly finish_reason?: string | null;
  }[];
}

const searched = {
  error: Buffer.from('"error"'),
  noStop: Buffer.from('"finish_reason":null'),
  stop: Buffer.from('"finish_reason":"'),
  usage: Buffer.from('"usage":{'),
  content: Buffer.from('"content":"'),
  end: Buffer.from('data: [DONE]'),
};

/** Sees nothing: what watching costs is told by comparing with it. */
export const watchNothing: Watch = () => 0;

/** Searches for what the fields usually look like. A text that quotes them, or other spacing, deceives it. */
export const watchBySearch: Watch = (events) => {
  let seen = 0;
  if (events.includes(searched.error)) throw new Error('an error in the stream');
  if (events.includes(searched.content)) seen |= Seen.content;
  if (!events.includes(searched.noStop) && events.includes(searched.stop)) seen |= Seen.stop;
  if (events.includes(searched.usage)) seen |= Seen.usage;
  if (events.includes(searched.end)) seen |= Seen.end;
  return seen;
};

/** Parses every event: exact, whatever the spacing and the text. */
export const watchByParsing: Watch = (events) => {
  let seen = 0;
  for (const data of dataOf(events)) {
    if (data === '[DONE]') seen |= Seen.end;
    else {
      const chunk = JSON.parse(data) as Chunk;
      if (chunk.error) throw new Error('an error in the stream');
      if (chunk.usage) seen |= Seen.usage;
      for (const choice of chunk.choices ?? []) {
        if (choice.delta?.content) seen |= Seen.content;
        if (choice.finish_reason) seen |= Seen.stop;
      }
    }
  }
  return seen;
};

/** The payloads of whole one-line events. */
export function dataOf(events: Buffer): readonly string[] {
  const text = events.toString();
  const data: string[] = [];
  let at = 0;
  for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n', at)) {
    data.push(text.slice(at + 'data: '.length, end));
    at = end + 2;
  }
  return data;
}
