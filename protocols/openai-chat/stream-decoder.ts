import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject, StreamDecoder } from '../../core/ports/wire-codec.ts';
import { readEvents } from '../server-sent-events/event-data.ts';
import { parseChunk } from './chunk-json.ts';
import { decodeEmbeddedError } from './decode-embedded-error.ts';
import { createEventDecoder } from './event-decoder.ts';
import { unaskedChoice } from './unasked-choice.ts';

/** Reads a stream of chunks, as a client does. An answer of more than one choice cannot be told by it. */
export function createStreamDecoder(): StreamDecoder {
  const decoder = createEventDecoder();
  let hasEnded = false;
  return {
    decode(bytes: Buffer): readonly ConversationEvent[] {
      const events: ConversationEvent[] = [];
      for (const { name, data } of readEvents(bytes)) {
        if (data.startsWith('[DONE]')) hasEnded = true;
        // What follows the end marker is no part of the answer.
        if (hasEnded || data === '') continue;
        const chunk = parseChunk(data);
        if (name === 'error') throw decodeEmbeddedError(chunk);
        if (hasOtherChoice(chunk)) throw unaskedChoice();
        events.push(...decoder.decode(chunk));
      }
      return events;
    },
  };
}

function hasOtherChoice({ choices }: JsonObject): boolean {
  if (!Array.isArray(choices)) return false;
  return choices.some((choice) => isJsonObject(choice) && choice.index !== undefined && choice.index !== 0);
}
