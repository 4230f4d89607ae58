import type { StopReason } from '../../core/conversation/stop-reason.ts';

/** How an answer ended, in this format's words. */
export interface EndedStatus {
  readonly status: 'completed' | 'incomplete' | 'failed';
  /** Of an incomplete answer: why. */
  readonly reason: string | null;
  /** What the format has no word for: a turn that its provider has paused. */
  readonly native?: string;
}

const completed: EndedStatus = { status: 'completed', reason: null };
const full: EndedStatus = { status: 'incomplete', reason: 'max_output_tokens' };

const statuses: Readonly<Record<StopReason, EndedStatus>> = {
  stop: completed,
  tool: completed,
  paused: { ...completed, native: 'pause_turn' },
  length: full,
  'context-full': full,
  filtered: { status: 'incomplete', reason: 'content_filter' },
  malformed: { status: 'failed', reason: null },
};

export function encodeStatus(stopReason: StopReason): EndedStatus {
  return statuses[stopReason];
}

/** The neutral reason of an answer that is incomplete; an unknown word counts as `stop`. */
export function decodeIncompleteReason(reason: unknown): StopReason {
  if (reason === 'max_output_tokens') return 'length';
  return reason === 'content_filter' ? 'filtered' : 'stop';
}
