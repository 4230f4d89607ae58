/** What is known of a model, independent of who asks. `null` and absent mean unknown, never "no" and never 0. */
export interface ModelFacts {
  /** The id at the provider. */
  readonly id: string;
  /** Tokens of prompt and answer together that fit; `null` = unknown. */
  readonly contextWindow: number | null;
  /** Most tokens of prompt, where the provider limits it below the window; `null` = no limit known. */
  readonly maxInputTokens: number | null;
  /** Most tokens one answer may have; `null` = unknown. */
  readonly maxOutputTokens: number | null;
  /** Every price that applies, most specific last; empty = unknown. */
  readonly prices: readonly ModelPrice[];
  readonly capabilities: ModelCapabilities;
  /** Day the provider stops serving it (`2026-11-30`), or `null`. */
  readonly retires: string | null;
  /** The beta flags that its deployment takes, a `*` at the end for a family, where an operator says so; absent = the provider judges. */
  readonly allowedBetas?: readonly string[];
}

/** US dollars per million tokens, for one combination of prompt length and processing tier. */
export interface ModelPrice {
  /** The row holds from this many input tokens in all (fresh, read and written); 0 = always. */
  readonly minInputTokens: number;
  /** Processing tier: `standard`, `batch`, `flex`, `priority`, … */
  readonly processing: string;
  readonly input: number | null;
  readonly output: number | null;
  readonly cacheRead: number | null;
  /** By time to live: `5m`, `1h`, `30m`, `12h`. */
  readonly cacheWrite: Readonly<Record<string, number>>;
}

/** Flags are three-valued: true, false, or absent for unknown. */
export interface ModelCapabilities {
  /** Takes `temperature`, `top_p`, `top_k`. */
  readonly sampling?: boolean;
  /** Continues an assistant message that ends the conversation. */
  readonly prefill?: boolean;
  /** Can be made to call some tool, or a named one. */
  readonly forcedToolChoice?: boolean;
  readonly tools?: boolean;
  readonly images?: boolean;
  readonly documents?: boolean;
  /** Answers to a JSON Schema natively. */
  readonly structuredOutput?: boolean;
  readonly strictTools?: boolean;
  /** Thinks before it answers, at least when asked to: its first token may take minutes. */
  readonly reasoning?: boolean;
  /** Thinks by itself with an `adaptive` setting. */
  readonly adaptiveThinking?: boolean;
  /** Cannot be told not to think. */
  readonly alwaysThinks?: boolean;
  /** System messages may stand in the middle of a conversation. */
  readonly midConversationSystem?: boolean;
  /** Takes cache breakpoints in the prompt. */
  readonly cacheBreakpoints?: boolean;
  /** Shortest prefix the provider caches, tokens. */
  readonly promptCacheMinTokens?: number;
  /** Reasoning efforts it is known to take or to refuse, by name. */
  readonly reasoningEfforts?: Readonly<Record<string, boolean>>;
  /** Turns texts into vectors. */
  readonly embeddings?: boolean;
}

/** Facts of a model nobody has told us about. */
export function unknownModelFacts(id: string): ModelFacts {
  return {
    id,
    contextWindow: null,
    maxInputTokens: null,
    maxOutputTokens: null,
    prices: [],
    capabilities: {},
    retires: null,
  };
}
