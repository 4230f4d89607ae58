import type { Licence } from '../../config/known-weights-row.ts';

/** What happens while weights are brought. */
export type WeightsEvent =
  | {
      readonly event: 'licence';
      readonly name: string;
      /** What the weights are, in a sentence; `null` = unknown. */
      readonly about: string | null;
      /** `null` = nobody here knows it. */
      readonly licence: Licence | null;
    }
  | { readonly event: 'source'; readonly source: string }
  /** A source that gave nothing; the next is tried. */
  | { readonly event: 'source-failed'; readonly source: string; readonly message: string }
  | {
      readonly event: 'progress';
      readonly file: string;
      readonly receivedBytes: number;
      readonly totalBytes: number | null;
    }
  /** A connection that broke; the rest is asked for again after `waitMs`. */
  | { readonly event: 'retry'; readonly file: string; readonly message: string; readonly waitMs: number }
  | { readonly event: 'resume'; readonly file: string; readonly receivedBytes: number }
  | { readonly event: 'verified'; readonly file: string; readonly bytes: number; readonly sha256: string };

export type TellProgress = (event: WeightsEvent) => void;
