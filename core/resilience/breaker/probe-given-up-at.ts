import type { OpenBreaker } from './breaker-state.ts';
import { endOf } from './open-period.ts';

/** A probe that has not reported by then is given up: its holder may have vanished. */
const probeLimitMs = 60_000;

/** @returns when the probe that is out will be given up, milliseconds since the epoch; `null` when none is out. */
export function probeGivenUpAt({ probe }: OpenBreaker, now: number): number | null {
  return probe === null ? null : endOf({ since: probe, forMs: probeLimitMs }, now);
}
