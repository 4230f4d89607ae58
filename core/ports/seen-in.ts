import type { ConversationEvent, StreamedPart } from '../conversation/conversation-event.ts';
import { Seen } from './chat-model.ts';

/** What a neutral event holds, as bits of `Seen`. */
export function seenIn(event: ConversationEvent): number {
  switch (event.type) {
    case 'part-begins':
      return isContent(event.part) ? Seen.content : 0;
    case 'part-delta':
      return event.text === '' ? 0 : Seen.content;
    case 'usage':
      return Seen.usage;
    case 'finished':
      return Seen.stop;
    default:
      return 0;
  }
}

/** Parts that are something even if no delta follows. */
function isContent(part: StreamedPart): boolean {
  if (part.type === 'reasoning') return part.redacted !== undefined;
  return part.type === 'tool-call' || part.type === 'opaque';
}
