import type { BatchJob } from '../ports/batch-runner.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProviderBatchCall } from '../ports/provider-batches.ts';
import type { BatchTarget, HandedLines } from './handed-lines.ts';
import type { HandoverRecord } from './handover-record.ts';
import type { Slots } from './slots.ts';
import { withinBounds } from './within-bounds.ts';

/** A batch that is handed to a provider, and all that doing it takes. */
export interface HandedBatch {
  readonly job: BatchJob;
  readonly record: HandoverRecord;
  readonly target: BatchTarget;
  readonly signal: AbortSignal;
  readonly tools: HandedBatchTools;
}

export interface HandedBatchTools {
  readonly lines: HandedLines;
  readonly clock: Clock;
  /** Held while a part is in memory. */
  readonly memory: Slots;
  /** Tells the operator. */
  tell(level: 'info' | 'warning', message: string, details: HandedDetails): void;
}

export type HandedDetails = Readonly<Record<string, string | number | null>>;

/** Most bytes of requests that are held, and handed over, at once. */
export const maxPartBytes = 24 * 1024 * 1024;

const usualLimitMs = 60_000;

/** A call to the provider that says or changes little. */
export function askProvider<T>(
  { target, signal, tools: { clock } }: HandedBatch,
  ask: (call: ProviderBatchCall) => Promise<T>,
  bounds: { readonly limitMs?: number; readonly graceMs?: number } = {},
): Promise<T> {
  const { connectMs } = target.resilience.timeouts;
  const { limitMs = usualLimitMs, graceMs = 0 } = bounds;
  return withinBounds({ clock, signal, limitMs, graceMs }, (bound) => ask({ signal: bound, connectMs }));
}

/** The key of a line at the provider. */
export function keyOfLine(number: number): string {
  return `line-${number}`;
}

/** Lets others go on now and then, in work that waits for nothing. */
export const linesAtOnce = 3;
