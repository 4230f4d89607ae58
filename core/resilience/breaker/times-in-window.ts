import type { BreakerSettings } from './breaker-settings.ts';
import { endOf } from './open-period.ts';

/** Those of the times that lie in the window that ends now. */
export function timesInWindow(times: readonly number[], settings: BreakerSettings, now: number): readonly number[] {
  const forMs = settings.windowSeconds * 1000;
  return times.filter((since) => endOf({ since, forMs }, now) !== null);
}
