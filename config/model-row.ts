import type { ModelCapabilities } from '../core/routing/model-facts.ts';

/** One line of `models.json`: what is known of one model at one kind of provider. `null` and absent mean unknown. */
export interface ModelRow {
  /** The id as the provider is called with it. */
  readonly id: string;
  /** Kind of provider: `openai`, `anthropic`, `bedrock`, `gemini`, `vertexai`. */
  readonly provider: string;
  /** Cloud region the row holds for; absent = wherever no other row of the id does. */
  readonly region?: string;
  /** Tokens of prompt and answer together. Where the source states only a limit on the prompt, that: it errs on the small side. */
  readonly window: number | null;
  /** Most tokens of prompt, where the provider limits it below `window`. */
  readonly maxInput?: number;
  /** Most tokens of answer, reasoning included. */
  readonly maxOutput: number | null;
  /** By processing, `standard` first, then by `minInput` ascending. Each is complete in itself: nothing is inherited. */
  readonly prices: readonly ModelRowPrice[];
  /**
   * What the prices are multiplied by for a place of processing: `eu`, `us` (data residency),
   * `regional` (any endpoint but the global one).
   */
  readonly uplift?: Readonly<Record<string, number>>;
  readonly capabilities: ModelCapabilities;
  /** Day the provider stops serving it (`2026-11-30`); `null` = none announced or unknown. */
  readonly retires: string | null;
  /** Where the figures come from: a vendor's page, or the collection that has them. */
  readonly source: string;
  /** Day the row was imported. */
  readonly asOf: string;
}

/** US dollars per million tokens. */
export interface ModelRowPrice {
  /** Fewest input tokens in all (fresh, read and written) for which the prices hold; 0 = from the first. */
  readonly minInput: number;
  /** `standard`, `batch`, `flex`, `priority`, `fast`, `ultrafast`. */
  readonly processing: string;
  readonly in: number | null;
  readonly out: number | null;
  readonly cacheRead: number | null;
  /** By time to live, shortest first: `5m`, `1h` or `30m`, `12h`. */
  readonly cacheWrite: Readonly<Record<string, number>>;
}
