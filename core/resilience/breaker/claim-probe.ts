import type { BreakerState, OpenBreaker } from './breaker-state.ts';
import { endOf } from './open-period.ts';
import { probeGivenUpAt } from './probe-given-up-at.ts';

/**
 * Takes the one probe of a half-open breaker; its `probe` is the claim.
 * @returns `null` when there is none to take: it is closed, still open, or another's probe is out.
 */
export function claimProbe(state: BreakerState, now: number): (OpenBreaker & { readonly probe: number }) | null {
  if (state.phase === 'closed') return null;
  if (endOf(state.period, now) !== null || probeGivenUpAt(state, now) !== null) return null;
  return { ...state, probe: now };
}
