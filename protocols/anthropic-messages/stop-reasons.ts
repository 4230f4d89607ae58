import type { StopReason } from '../../core/conversation/stop-reason.ts';

const stopReasons: ReadonlyMap<string, StopReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'context-full'],
  ['tool_use', 'tool'],
  ['pause_turn', 'paused'],
  ['refusal', 'filtered'],
]);

/** A word this table does not have yet still ends an answer. */
export function decodeStopReason(word: string): StopReason {
  return stopReasons.get(word) ?? 'stop';
}
