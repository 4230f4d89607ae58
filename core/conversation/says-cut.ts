import type { StopReason } from './stop-reason.ts';

const cutReasons: ReadonlySet<StopReason> = new Set(['length', 'context-full', 'filtered', 'malformed']);

/** Whether the stop reason itself tells that the answer may end in the middle of a part. */
export function saysCut(stopReason: StopReason): boolean {
  return cutReasons.has(stopReason);
}
