/** What recent traffic says of each target. Health is learned from real calls; nothing is ever called to find out. */
export interface TargetStats {
  /** Every target called since the start (a bounded number), the latest called last. */
  snapshot(): readonly TargetStatus[];
}

export interface TargetStatus {
  readonly target: string;
  readonly calls: number;
  readonly failures: number;
  /** `ok` or `failing` by its last call. */
  readonly state: 'ok' | 'failing';
  /** Milliseconds since the epoch. */
  readonly lastCallAt: number;
  /** What the last failed call said; `null` when none failed. */
  readonly lastError: string | null;
  /** Mean duration of finished calls, milliseconds; `null` before the first. */
  readonly meanDurationMs: number | null;
}
