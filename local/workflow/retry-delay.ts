import type { Retrier } from './machine.ts';

/**
 * Milliseconds before a state is tried again.
 * @param retries how often this retrier has been used before.
 * @param random in [0, 1).
 */
export function retryDelayMs(retrier: Retrier, retries: number, random: number): number {
  const { intervalSeconds, backoffRate, maxDelaySeconds, jitterStrategy } = retrier;
  const seconds = Math.min(intervalSeconds * backoffRate ** retries, maxDelaySeconds ?? Number.MAX_SAFE_INTEGER);
  return Math.round((jitterStrategy === 'FULL' ? seconds * random : seconds) * 1000);
}
