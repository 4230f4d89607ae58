import type { Outcome } from '../resilience/outcome.ts';
import { type ErrorRecord, fromErrorRecord, toErrorRecord } from './error-record.ts';
import type { TimeFrame } from './time-frame.ts';

/** How one attempt ended, as the next step is told. */
export interface OutcomeRecord extends Omit<Outcome, 'endedAt' | 'error'> {
  /** Milliseconds since the epoch. */
  readonly endedAt: number;
  readonly error: ErrorRecord | null;
}

export function toOutcomeRecord(outcome: Outcome, frame: TimeFrame): OutcomeRecord {
  const { endedAt, error } = outcome;
  return { ...outcome, endedAt: frame.toEpoch(endedAt), error: error && toErrorRecord(error) };
}

export function fromOutcomeRecord(record: OutcomeRecord, frame: TimeFrame): Outcome {
  const { endedAt, error } = record;
  return { ...record, endedAt: frame.toMonotonic(endedAt), error: error && fromErrorRecord(error) };
}
