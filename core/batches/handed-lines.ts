import type { HandedAnswer, HandedRequest } from '../ports/provider-batches.ts';
import type { Target, TargetBatches } from '../routing/target.ts';
import type { TriedLine } from './line-by-line-runner.ts';
import type { BatchLine } from './read-batch-line.ts';

/** A target whose provider takes batches. */
export type BatchTarget = Target & { readonly batches: TargetBatches };

/** The way of a line that is answered by a provider's batch: the way of a client's request, cut where the provider is called. */
export interface HandedLines {
  /** The one target that a line leads to, where batches are to be handed to its provider; else `null`. */
  targetOf(endpoint: string, line: BatchLine): BatchTarget | null;
  /** A target by its name; `null` = there is none by now, or its provider takes no batches. */
  target(name: string): BatchTarget | null;
  /** What the provider would be asked; `null` = this line cannot be handed over. */
  request(endpoint: string, line: BatchLine, target: BatchTarget): Promise<HandedRequest | null>;
  /** Goes on from the provider's answer as if it had come now. @returns `null` when `signal` aborts. */
  settle(
    endpoint: string,
    line: BatchLine,
    target: BatchTarget,
    answer: HandedAnswer,
    signal: AbortSignal,
  ): Promise<TriedLine | null>;
}
