import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { OpaqueData } from '../../core/conversation/part.ts';
import type { EventDecoder, JsonObject } from '../../core/ports/wire-codec.ts';
import { brokenAnswer } from './broken-answer.ts';
import { makeUpCallId } from './call-ids.ts';
import { decodeErrorObject } from './decode-error.ts';
import { type AnswerPart, decodePart } from './decode-part.ts';
import { protocolName } from './protocol-name.ts';
import { readCandidate, readParts } from './read-candidate.ts';
import { decodeStopReason, isBlocked } from './stop-reasons.ts';
import { decodeServiceTier, decodeUsage } from './usage.ts';

/** Every event of the stream is a whole answer's shape with the next piece of it. */
export function createEventDecoder(): EventDecoder {
  return new GeminiEventDecoder();
}

/** Text or reasoning that the next piece may go on with. */
interface OpenPart {
  readonly type: 'text' | 'reasoning';
  readonly index: number;
}

class GeminiEventDecoder implements EventDecoder {
  #hasStarted = false;
  #isFinished = false;
  #hasUsage = false;
  #answerId: string | null = null;
  #partCount = 0;
  #callCount = 0;
  #madeUpIds = 0;
  #open: OpenPart | null = null;

  decode(event: unknown): readonly ConversationEvent[] {
    if (!isJsonObject(event)) throw brokenAnswer('holds an event that is not an object');
    if (isJsonObject(event.error)) throw decodeErrorObject(event);
    const candidate = readCandidate(event);
    if (candidate === null && !this.#hasStarted && !isAnswer(event)) throw brokenAnswer('begins with something else');
    const events = this.#start(event);
    if (candidate !== null) events.push(...this.#continue(candidate));
    if (candidate === null && isBlocked(event.promptFeedback)) events.push(...this.#finish('filtered'));
    events.push(...this.#usage(event));
    return events;
  }

  #start({ responseId, modelVersion }: JsonObject): ConversationEvent[] {
    if (this.#hasStarted) return [];
    this.#hasStarted = true;
    this.#answerId = typeof responseId === 'string' ? responseId : null;
    return [{ type: 'started', id: this.#answerId, model: typeof modelVersion === 'string' ? modelVersion : '' }];
  }

  #continue(candidate: JsonObject): ConversationEvent[] {
    const parts = readParts(candidate);
    if (this.#isFinished && parts.length > 0) throw brokenAnswer('goes on after its finish reason');
    const nextCallId = () => makeUpCallId(this.#answerId, this.#madeUpIds++);
    const events = parts.flatMap((part) => this.#part(decodePart(part, nextCallId)));
    const stopReason = decodeStopReason(candidate.finishReason, this.#callCount > 0);
    return stopReason === null ? events : [...events, ...this.#finish(stopReason)];
  }

  #part(part: AnswerPart): ConversationEvent[] {
    switch (part.type) {
      case 'text':
      case 'reasoning':
        return this.#text(part.type, part.text, part.opaque);
      case 'tool-call': {
        this.#callCount += 1;
        const { id, name, kind, input, opaque } = part;
        return this.#whole({ type: 'tool-call', id, name, kind }, input, opaque);
      }
      case 'opaque':
        return this.#whole(part, '', undefined);
      case 'file': {
        // Streams have no word for a file, so it goes as it came.
        const inlineData = { mimeType: part.mediaType, data: part.source.kind === 'base64' ? part.source.data : '' };
        const signature = isJsonObject(part.opaque?.data) ? part.opaque.data : {};
        return this.#whole(
          { type: 'opaque', opaque: { protocol: protocolName, data: { inlineData, ...signature } } },
          '',
          undefined,
        );
      }
    }
  }

  /** A signed piece is the last of its part, for the signature goes back with what came since the one before. */
  #text(type: OpenPart['type'], text: string, opaque: OpaqueData | undefined): ConversationEvent[] {
    const events: ConversationEvent[] = [];
    const isSigned = isJsonObject(opaque?.data) && opaque.data.thoughtSignature !== undefined;
    if (text === '' && !isSigned) return events;
    if (this.#open?.type !== type) {
      events.push(...this.#close());
      this.#open = { type, index: this.#partCount };
      this.#partCount += 1;
      events.push({ type: 'part-begins', index: this.#open.index, part: { type } });
    }
    if (this.#open !== null && text !== '') events.push({ type: 'part-delta', index: this.#open.index, text });
    if (isSigned) events.push(...this.#close(opaque));
    return events;
  }

  #whole(
    part: Extract<ConversationEvent, { type: 'part-begins' }>['part'],
    text: string,
    opaque: OpaqueData | undefined,
  ): ConversationEvent[] {
    const events = this.#close();
    const index = this.#partCount;
    this.#partCount += 1;
    events.push({ type: 'part-begins', index, part });
    if (text !== '') events.push({ type: 'part-delta', index, text });
    events.push({ type: 'part-ends', index, ...(opaque && { opaque }) });
    return events;
  }

  /** Reasoning is always marked as this format's: another model's must not come back as this one's. */
  #close(signed?: OpaqueData): ConversationEvent[] {
    const open = this.#open;
    if (open === null) return [];
    this.#open = null;
    const opaque = signed ?? (open.type === 'reasoning' ? { protocol: protocolName, data: {} } : undefined);
    return [{ type: 'part-ends', index: open.index, ...(opaque && { opaque }) }];
  }

  #finish(stopReason: Extract<ConversationEvent, { type: 'finished' }>['stopReason']): ConversationEvent[] {
    if (this.#isFinished) return [];
    this.#isFinished = true;
    return [...this.#close(), { type: 'finished', stopReason }];
  }

  /** Reports before the end tell how far it has come; the one at the end is of the whole answer. */
  #usage({ usageMetadata }: JsonObject): ConversationEvent[] {
    if (!this.#isFinished || this.#hasUsage) return [];
    const usage = decodeUsage(usageMetadata);
    if (usage === null) return [];
    this.#hasUsage = true;
    return [{ type: 'usage', usage, ...decodeServiceTier(usageMetadata) }];
  }
}

/** Whether an event without a candidate is one of this format all the same. */
function isAnswer(event: JsonObject): boolean {
  return ['promptFeedback', 'usageMetadata', 'modelVersion', 'responseId'].some((key) => event[key] !== undefined);
}
