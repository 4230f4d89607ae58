import type { StopReason } from '../../core/conversation/stop-reason.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

const stopReasons: ReadonlyMap<string, StopReason> = new Map([
  ['stop', 'stop'],
  ['length', 'length'],
  ['tool_calls', 'tool'],
  ['function_call', 'tool'],
  ['content_filter', 'filtered'],
]);

/** Words of compatible servers for an answer that failed on their side. */
const failures: ReadonlySet<string> = new Set(['error', 'abort']);

const finishReasons: Readonly<Record<StopReason, string>> = {
  stop: 'stop',
  length: 'length',
  'context-full': 'length',
  tool: 'tool_calls',
  paused: 'stop',
  filtered: 'content_filter',
  malformed: 'error',
};

/**
 * The neutral reason; an unknown word counts as `stop`.
 * @throws GatewayError `broken-answer` when the word says that the answer failed.
 */
export function decodeStopReason(finishReason: string): StopReason {
  if (failures.has(finishReason)) {
    throw new GatewayError('broken-answer', `The provider ended its answer with finish_reason "${finishReason}".`);
  }
  return stopReasons.get(finishReason) ?? 'stop';
}

/** What the format has no word for: a turn that its provider has paused, and goes on with when it is sent back. */
export function nativeStopReason(stopReason: StopReason): JsonObject {
  return stopReason === 'paused' ? { native_finish_reason: 'pause_turn' } : {};
}

export function encodeStopReason(stopReason: StopReason): string {
  return finishReasons[stopReason];
}
