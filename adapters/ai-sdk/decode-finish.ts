import type { StopReason } from '../../core/conversation/stop-reason.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { ModelFinishReason } from './language-model.ts';

/** Providers' own words for what the AI SDK has none. */
const rawReasons: ReadonlyMap<string, StopReason> = new Map([
  ['pause_turn', 'paused'],
  ['model_context_window_exceeded', 'context-full'],
  ['malformed_function_call', 'malformed'],
  ['malformed_model_output', 'malformed'],
  ['malformed_tool_use', 'malformed'],
]);

/**
 * Why an answer ended. A package that was not told says `other` without the provider's word: such an answer is cut.
 * @throws GatewayError `broken-answer` when the answer failed or was cut.
 */
export function decodeFinish({ unified, raw }: ModelFinishReason, callsTools: boolean): StopReason {
  const own = raw === undefined ? undefined : rawReasons.get(raw.toLowerCase());
  if (own !== undefined) return own;
  switch (unified) {
    case 'length':
      return 'length';
    case 'content-filter':
      return 'filtered';
    case 'tool-calls':
      return 'tool';
    case 'stop':
      return callsTools ? 'tool' : 'stop';
    case 'other':
      if (raw !== undefined) return callsTools ? 'tool' : 'stop';
      throw new GatewayError('broken-answer', 'The provider ended its stream without a stop reason.');
    default:
      throw new GatewayError('broken-answer', `The provider ended its answer with "${raw ?? unified}".`);
  }
}
