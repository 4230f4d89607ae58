import type { ConversationAnswer } from '../conversation/conversation-answer.ts';
import type { ConversationEvent, StreamedPart } from '../conversation/conversation-event.ts';
import type { Part } from '../conversation/part.ts';
import type { StopReason } from '../conversation/stop-reason.ts';
import type { Usage } from '../conversation/usage.ts';
import { GatewayError } from '../errors/gateway-error.ts';

interface PartSoFar {
  readonly part: StreamedPart;
  readonly texts: string[];
  signature: string | undefined;
}

/** The whole answer that a stream of events tells. @throws GatewayError `broken-answer` when it was not finished. */
export function collectAnswer(events: readonly ConversationEvent[]): ConversationAnswer {
  const parts = new Map<number, PartSoFar>();
  let started: { readonly id: string | null; readonly model: string } = { id: null, model: '' };
  let stopReason: StopReason | null = null;
  let usage: Usage | null = null;
  let serviceTier: string | undefined;
  for (const event of events) {
    switch (event.type) {
      case 'started':
        started = { id: event.id, model: event.model };
        break;
      case 'part-begins':
        parts.set(event.index, { part: event.part, texts: [], signature: undefined });
        break;
      case 'part-delta':
        parts.get(event.index)?.texts.push(event.text);
        break;
      case 'part-ends': {
        const part = parts.get(event.index);
        if (part && event.signature !== undefined) part.signature = event.signature;
        break;
      }
      case 'usage':
        ({ usage, serviceTier } = event);
        break;
      case 'finished':
        ({ stopReason } = event);
    }
  }
  if (stopReason === null) throw new GatewayError('broken-answer', 'The stored answer was not finished.');
  const inOrder = [...parts].sort(([one], [other]) => one - other).map(([, part]) => toPart(part));
  return { ...started, parts: inOrder, stopReason, usage, ...(serviceTier === undefined ? {} : { serviceTier }) };
}

function toPart({ part, texts, signature }: PartSoFar): Part {
  const text = texts.join('');
  switch (part.type) {
    case 'tool-call':
      return { ...part, input: text };
    case 'reasoning':
      return { ...part, text, ...(signature === undefined ? {} : { signature }) };
    case 'opaque':
      return part;
    default:
      return { type: part.type, text };
  }
}
