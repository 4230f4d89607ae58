import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import { brokenAnswer } from './broken-answer.ts';
import { decodeAnswer } from './decode-answer.ts';

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
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw brokenAnswer(bytes.length === 0 ? 'is empty' : 'is not JSON');
  }
  const { stopReason, usage } = decodeAnswer(body);
  return { stopReason, usage };
}
