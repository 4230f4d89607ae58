import type { BreakerState } from '../../core/resilience/breaker/breaker-state.ts';
import type { CallReport } from '../../core/resilience/breaker/call-report.ts';

/** So many calls in a window are counted one by one; of more, a share. */
const countedOneByOne = 40;

/**
 * For how many successes one stands that is written: a busy target with a few failures is not written with every call,
 * and the share of failures stays about right. 1 for whatever changes more than a count.
 */
export function successWeight(state: BreakerState, { outcome, probe, lastResort }: CallReport): number {
  if (outcome !== 'success' || probe || lastResort) return 1;
  if (state.phase === 'open' || state.failuresInARow > 0) return 1;
  const calls = state.slices.reduce((sum, slice) => sum + slice.calls, 0);
  return Math.max(1, Math.floor(calls / countedOneByOne));
}
