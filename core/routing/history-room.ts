import type { ModelFacts } from './model-facts.ts';

/** Most tokens that what was said before may have, of a model's window; `null` where the window is unknown. */
export function historyRoom({ contextWindow, maxInputTokens }: ModelFacts, share: number): number | null {
  const window = Math.min(contextWindow ?? Number.POSITIVE_INFINITY, maxInputTokens ?? Number.POSITIVE_INFINITY);
  return window === Number.POSITIVE_INFINITY ? null : window * share;
}
