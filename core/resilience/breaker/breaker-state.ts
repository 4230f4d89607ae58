import type { OpenPeriod } from './open-period.ts';

/**
 * What is known of one target's health: plain data that a store may keep as JSON and share between processes.
 * Times are milliseconds since the epoch.
 */
export type BreakerState = ClosedBreaker | OpenBreaker;

/** The target may be called, unless its provider has asked for a pause. */
export interface ClosedBreaker {
  readonly phase: 'closed';
  /** When the latest failures were reported, oldest first: at most as many as open the breaker. */
  readonly failedAt: readonly number[];
  /** Failures since the last success. */
  readonly failuresInARow: number;
  /** The calls since the first of these failures, oldest slice first, about one window of them. */
  readonly slices: readonly CallSlice[];
  /** Until when the provider has asked not to be called (its rate limit); then calls go on without a probe. */
  readonly pause: OpenPeriod | null;
}

/** The target is not called until the period is over, and then by one probe at a time. */
export interface OpenBreaker {
  readonly phase: 'open';
  readonly period: OpenPeriod;
  /** How often it opened without closing in between, at least 1. */
  readonly openings: number;
  /** Failures that opened it and came since. */
  readonly failures: number;
  /** When the probe that is out was claimed, which is also its claim; `null` when none is. */
  readonly probe: ProbeClaim | null;
}

/** What a probe's holder shows when it reports; never 0. Milliseconds since the epoch, of no other use to its holder. */
export type ProbeClaim = number;

/** Calls counted together. */
export interface CallSlice {
  readonly since: number;
  readonly calls: number;
  readonly failures: number;
}

const healthy: ClosedBreaker = { phase: 'closed', failedAt: [], failuresInARow: 0, slices: [], pause: null };

/** A target of which nothing bad is known. Always the same value, so a store need not keep it. */
export function createBreakerState(): ClosedBreaker {
  return healthy;
}
