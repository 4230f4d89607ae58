import type { StopReason } from '../../core/conversation/stop-reason.ts';
import { cutToTokens } from './tokenizer.ts';

export interface LimitedAnswer {
  readonly text: string;
  readonly stopReason: StopReason;
}

/** The text up to the first stop sequence, and to the limit of tokens where that comes first. */
export function limitAnswer(text: string, stop: readonly string[] = [], maxOutputTokens?: number): LimitedAnswer {
  let end = text.length;
  for (const sequence of stop) {
    const found = sequence === '' ? -1 : text.indexOf(sequence);
    if (found !== -1) end = Math.min(end, found);
  }
  const stopped = text.slice(0, end);
  const cut = maxOutputTokens === undefined ? stopped : cutToTokens(stopped, maxOutputTokens);
  return { text: cut, stopReason: cut.length < stopped.length ? 'length' : 'stop' };
}
