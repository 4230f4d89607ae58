import type { ConversationAnswer } from '../../core/conversation/conversation-answer.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { brokenAnswer } from './broken-answer.ts';
import { makeUpCallId } from './call-ids.ts';
import { decodeErrorObject } from './decode-error.ts';
import { decodePart } from './decode-part.ts';
import { readCandidate, readParts } from './read-candidate.ts';
import { decodeStopReason, isBlocked } from './stop-reasons.ts';
import { decodeServiceTier, decodeUsage } from './usage.ts';

/** A whole answer. An error that came with a status of success is thrown by its kind. */
export function decodeAnswer(body: unknown): ConversationAnswer {
  if (!isJsonObject(body)) throw brokenAnswer('is not an object');
  if (isJsonObject(body.error)) throw decodeErrorObject(body);
  const { responseId, modelVersion, promptFeedback, usageMetadata } = body;
  const candidate = readCandidate(body);
  if (candidate === null && !isBlocked(promptFeedback)) throw brokenAnswer('has no candidate');
  const id = typeof responseId === 'string' ? responseId : null;
  let calls = 0;
  const nextCallId = () => makeUpCallId(id, calls++);
  const parts = candidate === null ? [] : readParts(candidate).map((part) => decodePart(part, nextCallId));
  const hasCall = parts.some((part) => part.type === 'tool-call');
  const stopReason = candidate === null ? 'filtered' : decodeStopReason(candidate.finishReason, hasCall);
  if (stopReason === null) throw brokenAnswer('has no finish reason');
  return {
    id,
    model: typeof modelVersion === 'string' ? modelVersion : '',
    parts,
    stopReason,
    usage: decodeUsage(usageMetadata),
    ...decodeServiceTier(usageMetadata),
  };
}
