import type { BreakerSettings } from './breaker-settings.ts';
import { type BreakerState, createBreakerState, type OpenBreaker } from './breaker-state.ts';
import type { CallReport } from './call-report.ts';
import { longer, type OpenPeriod } from './open-period.ts';

/** The longest cool-down is this many times the first. */
const maxGrowth = 4;

/**
 * An open (or half-open) breaker after a report.
 * @param pause how long the provider asked to be left alone; `null` when it did not.
 */
export function reportToOpen(
  state: OpenBreaker,
  report: CallReport,
  pause: OpenPeriod | null,
  settings: BreakerSettings,
  now: number,
): BreakerState {
  const isProbe = state.probe !== null && report.probe === state.probe;
  // Also of a probe that was given up because it took too long: the target answers, and that is what was asked.
  if (report.outcome === 'success') return report.probe || report.lastResort ? createBreakerState() : state;
  // The provider answers again and says when; that is no reason to let the cool-down grow.
  if (pause)
    return isProbe ? { ...state, period: pause, probe: null } : { ...state, period: longer(state.period, pause) };
  if (report.outcome === 'neutral') return isProbe ? { ...state, probe: null } : state;
  const failures = state.failures + 1;
  if (!isProbe) return { ...state, failures };
  const growth = Math.min(maxGrowth, 2 ** state.openings);
  const period = { since: now, forMs: settings.coolDownSeconds * 1000 * growth };
  return { phase: 'open', period, openings: state.openings + 1, failures, probe: null };
}
