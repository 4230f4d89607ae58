import type { RequestEvent } from './event-log.ts';

/** The last requests' events, to explain what became of one. Bounded; prompts and answers are never in it. */
export interface RequestHistory {
  /** `null` when it is not known, or no longer. */
  find(requestId: string): RequestEvent | null;
}
