/** When a target's breaker opens, and for how long. */
export interface BreakerSettings {
  /** So many failures within the window open it, at least 1. */
  readonly failures: number;
  readonly windowSeconds: number;
  /** How long it stays open before a probe is let through; failed probes double it, up to four times as long. */
  readonly coolDownSeconds: number;
}
