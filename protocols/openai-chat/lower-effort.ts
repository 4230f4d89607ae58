const efforts: readonly string[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/**
 * The effort to ask for instead of one that a model refuses: the nearest lower one it is not known to refuse,
 * else the nearest higher; `undefined` when it refuses them all, or the word is unknown.
 */
export function lowerEffort(refused: string, accepted: Readonly<Record<string, boolean>>): string | undefined {
  const position = efforts.indexOf(refused);
  if (position === -1) return undefined;
  const lower = efforts.slice(0, position).reverse();
  return [...lower, ...efforts.slice(position + 1)].find((effort) => accepted[effort] !== false);
}
