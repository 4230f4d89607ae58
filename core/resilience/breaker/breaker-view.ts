import type { BreakerSettings } from './breaker-settings.ts';
import type { BreakerState, ClosedBreaker, OpenBreaker } from './breaker-state.ts';
import { endOf } from './open-period.ts';
import { probeGivenUpAt } from './probe-given-up-at.ts';
import { timesInWindow } from './times-in-window.ts';

/** What a breaker says at a moment. */
export interface BreakerView {
  /** `closed`: call. `open`: do not call. `half-open`: call only with a claimed probe. */
  readonly phase: 'closed' | 'open' | 'half-open';
  /**
   * When a call may be let through next, milliseconds since the epoch: the end of the open period,
   * or when the probe that is out is given up. `null` = now (half-open: to whoever claims the probe).
   */
  readonly nextCallAt: number | null;
  /** Not failing: the provider has named a time until which it wants no calls. */
  readonly isPause: boolean;
  /** Closed: failures within the window, at most as many as open it. Else those that opened it and came since. */
  readonly recentFailures: number;
}

const healthyView: BreakerView = { phase: 'closed', nextCallAt: null, isPause: false, recentFailures: 0 };

/** @param now milliseconds since the epoch. */
export function breakerView(state: BreakerState, settings: BreakerSettings, now: number): BreakerView {
  return state.phase === 'closed' ? viewOfClosed(state, settings, now) : viewOfOpen(state, now);
}

function viewOfClosed({ failedAt, pause }: ClosedBreaker, settings: BreakerSettings, now: number): BreakerView {
  if (failedAt.length === 0 && pause === null) return healthyView;
  const recentFailures = timesInWindow(failedAt, settings, now).length;
  const nextCallAt = pause && endOf(pause, now);
  return { phase: nextCallAt === null ? 'closed' : 'open', nextCallAt, isPause: nextCallAt !== null, recentFailures };
}

function viewOfOpen(state: OpenBreaker, now: number): BreakerView {
  const givenUpAt = probeGivenUpAt(state, now);
  const opensUntil = endOf(state.period, now);
  const recentFailures = state.failures;
  if (givenUpAt !== null) return { phase: 'half-open', nextCallAt: givenUpAt, isPause: false, recentFailures };
  return { phase: opensUntil === null ? 'half-open' : 'open', nextCallAt: opensUntil, isPause: false, recentFailures };
}
