import type { AttemptRecord } from '../ports/event-log.ts';

/**
 * US dollars of the attempts whose cost is known, together. One that broke off without a usage is not in the sum: its
 * provider may charge for it all the same. `null` when none is known, or one that finished is not.
 */
export function costOfAttempts(attempts: readonly AttemptRecord[]): number | null {
  let total: number | null = null;
  for (const { outcome, costUsd } of attempts) {
    if (costUsd !== null) total = (total ?? 0) + costUsd;
    else if (outcome === 'finished') return null;
  }
  return total;
}
