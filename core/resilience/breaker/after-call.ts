import type { BreakerSettings } from './breaker-settings.ts';
import { type BreakerState, type CallSlice, type ClosedBreaker, createBreakerState } from './breaker-state.ts';
import type { CallReport } from './call-report.ts';
import { endOf, longer, type OpenPeriod } from './open-period.ts';
import { reportToOpen } from './report-to-open.ts';
import { timesInWindow } from './times-in-window.ts';

/** A provider that asks for more is asked again after this. */
const maxPauseMs = 60 * 60 * 1000;
const slicesPerWindow = 6;

/**
 * A breaker after a call was reported.
 *
 * It opens at a failure when `settings.failures` of them lie in the window and either no call has succeeded
 * in between, or at least half of the window's calls failed, counted from its first failure on.
 * So a dead target is left after exactly that many failures, and a few failures among many successes do no harm.
 * Open, it listens only to its probe and to calls of last resort: what was under way when it opened tells nothing new.
 * @param now milliseconds since the epoch.
 */
export function afterCall(
  state: BreakerState,
  report: CallReport,
  settings: BreakerSettings,
  now: number,
): BreakerState {
  const pause = pauseOf(report, now);
  if (state.phase === 'open') return reportToOpen(state, report, pause, settings, now);
  if (pause) return { ...state, pause: state.pause ? longer(state.pause, pause) : pause };
  switch (report.outcome) {
    case 'neutral':
      return state;
    case 'success':
      return afterSuccess(state, report, settings, now);
    default:
      return afterFailure(state, settings, now);
  }
}

function pauseOf({ outcome, retryAfterMs }: CallReport, now: number): OpenPeriod | null {
  if (outcome !== 'rate-limited' || !retryAfterMs || retryAfterMs < 0) return null;
  return { since: now, forMs: Math.min(retryAfterMs, maxPauseMs) };
}

function afterSuccess(state: ClosedBreaker, report: CallReport, settings: BreakerSettings, now: number): BreakerState {
  if (state === createBreakerState()) return state;
  const pause = report.lastResort || !state.pause || endOf(state.pause, now) === null ? null : state.pause;
  const failedAt = timesInWindow(state.failedAt, settings, now);
  if (failedAt.length === 0) return pause ? { ...createBreakerState(), pause } : createBreakerState();
  return { phase: 'closed', failedAt, failuresInARow: 0, slices: counted(state.slices, 0, settings, now), pause };
}

function afterFailure(state: ClosedBreaker, settings: BreakerSettings, now: number): BreakerState {
  const failedAt = [...timesInWindow(state.failedAt, settings, now), now].slice(-settings.failures);
  const failuresInARow = state.failuresInARow + 1;
  const slices = counted(state.slices, 1, settings, now);
  const isFailing = failuresInARow >= settings.failures || mostlyFailures(slices);
  if (failedAt.length < settings.failures || !isFailing) return { ...state, failedAt, failuresInARow, slices };
  const coolDown = { since: now, forMs: settings.coolDownSeconds * 1000 };
  const period = state.pause ? longer(coolDown, state.pause) : coolDown;
  return { phase: 'open', period, openings: 1, failures: failedAt.length, probe: null };
}

function counted(
  slices: readonly CallSlice[],
  failures: 0 | 1,
  settings: BreakerSettings,
  now: number,
): readonly CallSlice[] {
  const windowMs = settings.windowSeconds * 1000;
  const sliceMs = windowMs / slicesPerWindow;
  const last = slices.at(-1);
  if (last && Math.abs(now - last.since) < sliceMs) {
    return [...slices.slice(0, -1), { since: last.since, calls: last.calls + 1, failures: last.failures + failures }];
  }
  // A slice is kept while any of it may lie in the window, so no success in the window goes uncounted;
  // one that lies ahead is of a clock that was set back.
  const kept = slices.filter(({ since }) => since + sliceMs > now - windowMs && since <= now);
  return [...kept, { since: now, calls: 1, failures }];
}

function mostlyFailures(slices: readonly CallSlice[]): boolean {
  let calls = 0;
  let failures = 0;
  for (const slice of slices) {
    calls += slice.calls;
    failures += slice.failures;
  }
  return failures * 2 >= calls;
}
