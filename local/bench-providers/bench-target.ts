import type { ModelPrice } from '../../core/routing/model-facts.ts';

/** A row of the table, before anything was measured. */
export interface BenchTarget {
  /** What `--only` calls it, and what it is asked for as. */
  readonly name: string;
  readonly provider: string;
  /** Empty where no model of the provider is known. */
  readonly model: string;
  readonly prices: readonly ModelPrice[];
  /** What bounds the length of an answer: the field its provider reads it from, and how many tokens. */
  readonly limit: { readonly field: 'max_tokens' | 'max_completion_tokens'; readonly tokens: number };
  /** Why it is not measured; `null` = it is. */
  readonly unmeasured: string | null;
}
