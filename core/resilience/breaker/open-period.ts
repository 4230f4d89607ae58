/** A time during which a target is not called. Its length is kept, so a clock that is set back cannot stretch it. */
export interface OpenPeriod {
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly forMs: number;
}

/** How far the clocks of machines that share a breaker may lie apart. */
const clockSlackMs = 5000;

/** @returns when the period ends, milliseconds since the epoch; `null` when it is over. */
export function endOf({ since, forMs }: OpenPeriod, now: number): number | null {
  const wasSetBack = now < since - clockSlackMs;
  return wasSetBack || now >= since + forMs ? null : since + forMs;
}

/** The one of the two that ends later. */
export function longer(one: OpenPeriod, other: OpenPeriod): OpenPeriod {
  return one.since + one.forMs >= other.since + other.forMs ? one : other;
}
