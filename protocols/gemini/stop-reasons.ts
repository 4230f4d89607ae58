import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';

const stopReasons: ReadonlyMap<string, StopReason> = new Map<string, StopReason>([
  ['STOP', 'stop'],
  ['MAX_TOKENS', 'length'],
  // The limit of one request of a longer answer; going on with it takes a token that clients do not have.
  ['CONTINUATION', 'length'],
  ['SAFETY', 'filtered'],
  ['RECITATION', 'filtered'],
  ['LANGUAGE', 'filtered'],
  ['BLOCKLIST', 'filtered'],
  ['PROHIBITED_CONTENT', 'filtered'],
  ['SPII', 'filtered'],
  ['MODEL_ARMOR', 'filtered'],
  ['IMAGE_SAFETY', 'filtered'],
  ['IMAGE_PROHIBITED_CONTENT', 'filtered'],
  ['IMAGE_RECITATION', 'filtered'],
  ['MALFORMED_FUNCTION_CALL', 'malformed'],
  ['MALFORMED_RESPONSE', 'malformed'],
  ['UNEXPECTED_TOOL_CALL', 'malformed'],
  ['TOO_MANY_TOOL_CALLS', 'malformed'],
  ['MISSING_THOUGHT_SIGNATURE', 'malformed'],
]);

/**
 * Why a candidate ended; `null` while it has not. A word this table does not have yet still ends an answer.
 * @param hasCall whether the answer holds a tool call: the format has no word of its own for it.
 */
export function decodeStopReason(word: unknown, hasCall: boolean): StopReason | null {
  if (typeof word !== 'string' || word === '' || word === 'FINISH_REASON_UNSPECIFIED') return null;
  const stopReason = stopReasons.get(word) ?? 'stop';
  return stopReason === 'stop' && hasCall ? 'tool' : stopReason;
}

/** A prompt that was held back has no candidate at all. */
export function isBlocked(feedback: unknown): boolean {
  return isJsonObject(feedback) && Boolean(feedback.blockReason);
}
