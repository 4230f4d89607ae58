import type { Dispatcher } from 'undici';
import type { KnownFile, KnownWeights, WeightsFormat, WeightsUse } from '../../config/known-weights-row.ts';
import type { TellProgress } from './weights-progress.ts';

export interface BringOptions {
  readonly row: KnownWeights | null;
  /** What the operator says that the file or archive hashes to; `null` = nothing. */
  readonly sha256: string | null;
  /** The folder that is filled; what an earlier try left there is used. */
  readonly folder: string;
  /** The address of the Python index. */
  readonly index: string;
  /** The address of the model hub. */
  readonly hub: string;
  /** Bound on each file whose length is not known here, bytes. */
  readonly maxBytes: number;
  readonly dispatcher: Dispatcher;
  readonly retryWaitsMs: readonly number[];
  readonly signal: AbortSignal;
  readonly tell: TellProgress;
}

export interface BroughtWeights {
  readonly use: WeightsUse;
  readonly format: WeightsFormat;
  readonly files: readonly KnownFile[];
}
