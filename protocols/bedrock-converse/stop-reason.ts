import type { StopReason } from '../../core/conversation/stop-reason.ts';

const stopReasons: ReadonlyMap<string, StopReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'context-full'],
  ['tool_use', 'tool'],
  ['content_filtered', 'filtered'],
  ['guardrail_intervened', 'filtered'],
  ['malformed_model_output', 'malformed'],
  ['malformed_tool_use', 'malformed'],
]);

/** A word that is not known yet counts as an ordinary end. */
export function decodeStopReason(stopReason: string): StopReason {
  return stopReasons.get(stopReason) ?? 'stop';
}
