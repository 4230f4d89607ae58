/** Time as the core sees it. Nothing in `core/` reads a clock or sets a timer of its own. */
export interface Clock {
  /** Wall-clock time, milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that only rise; for durations. */
  monotonic(): number;
  /** Calls back once after `delayMs` unless cancelled. The timer does not keep the process alive. */
  schedule(delayMs: number, callback: () => void): Timer;
}

export interface Timer {
  /** Starts the full delay again, without a new timer. */
  refresh(): void;
  cancel(): void;
}
