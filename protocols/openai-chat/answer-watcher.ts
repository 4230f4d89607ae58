import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { decodeUsage } from './chat-usage.ts';
import { finishedChoice } from './finished-choice.ts';

export interface RawAnswer {
  readonly stopReason: StopReason;
  /** `null` when the provider reported none. */
  readonly usage: Usage | null;
}

/**
 * Reads what decides success in a whole answer whose bytes pass through unchanged.
 * @throws GatewayError `broken-answer` when it is not a finished answer, or the kind of the error it is in disguise.
 */
export function readRawAnswer(bytes: Buffer): RawAnswer {
  const { completion, stopReason } = finishedChoice(parse(bytes));
  return { stopReason, usage: decodeUsage(completion.usage) };
}

function parse(bytes: Buffer): unknown {
  if (bytes.length === 0) throw new GatewayError('broken-answer', 'The provider sent an empty answer.');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new GatewayError('broken-answer', 'The provider sent an answer that is not JSON.');
  }
}
