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

/** `malformed` answers are failures and never encoded; the word stands for the type's sake. */
const words: Readonly<Record<StopReason, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'context-full': 'model_context_window_exceeded',
  tool: 'tool_use',
  paused: 'pause_turn',
  filtered: 'refusal',
  malformed: 'end_turn',
};

/** A word this table does not have yet still ends an answer. */
export function decodeStopReason(word: string): StopReason {
  return stopReasons.get(word) ?? 'stop';
}

/** @param refuses the answer holds a refusal, which elsewhere stops like any other answer. */
export function encodeStopReason(stopReason: StopReason, refuses: boolean): string {
  return refuses && stopReason === 'stop' ? 'refusal' : words[stopReason];
}
