import type { EventPage } from './event-page.ts';
import { pageBytes } from './events-after.ts';
import { sessionLimits } from './session-limits.ts';
import type { TurnStatus } from './turn.ts';

/** What decides whether a running turn takes events or an end. */
export interface RunningState {
  readonly status: TurnStatus;
  readonly isDeleted: boolean;
  readonly nextSequence: number;
  /** Of the events stored so far. */
  readonly eventBytes: number;
}

export type ChangeRefusal =
  | { readonly result: 'unknown' }
  | { readonly result: 'already'; readonly status: TurnStatus }
  | { readonly result: 'gap'; readonly nextSequence: number };

/**
 * Why a turn does not take this change; `null` when it does.
 * @param state `null` when there is no such turn.
 * @param page the events to be stored, if any.
 */
export function refuseChange(state: RunningState | null, page: EventPage | null): ChangeRefusal | null {
  if (!state || state.isDeleted) return { result: 'unknown' };
  if (state.status !== 'in_progress') return { result: 'already', status: state.status };
  if (page && page.firstSequence !== state.nextSequence) return { result: 'gap', nextSequence: state.nextSequence };
  return null;
}

/** Whether so many events are stored that only the end of the turn may add some. */
export function isFullOfEvents({ eventBytes }: RunningState, page: EventPage): boolean {
  return eventBytes + pageBytes(page) > sessionLimits.maxEventBytes;
}
