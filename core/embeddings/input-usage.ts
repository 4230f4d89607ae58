import type { Usage } from '../conversation/usage.ts';

/** The usage of a request whose answer has no tokens. */
export function inputUsage(tokens: number): Usage {
  return { freshInput: tokens, cacheRead: 0, cacheWrite: {}, output: 0, reasoning: null };
}
