import type { Load } from './load.ts';

/** AWS counts 730 hours to a month. */
export const hoursPerMonth = 730;
export const secondsPerMonth = hoursPerMonth * 3_600;
const daysPerMonth = hoursPerMonth / 24;

/** What a load comes to in a month. */
export interface Volume {
  readonly requests: number;
  /** Requests that a model is asked for. */
  readonly asked: number;
  readonly background: number;
  /** Of one that a model answers, in seconds; and the mean of all at the gateway. */
  readonly answerSeconds: number;
  readonly meanSeconds: number;
  readonly meanRps: number;
  readonly peakRps: number;
  /** Requests under way at the same time. */
  readonly meanConcurrent: number;
  readonly peakConcurrent: number;
}

export function volumeOf(load: Load): Volume {
  const { users, requestsPerDay, outputTokens, cacheHitRate, peakFactor, backgroundShare, assumptions } = load;
  const requests = users * requestsPerDay * daysPerMonth;
  const answerSeconds = assumptions.firstTokenSeconds + outputTokens / assumptions.tokensPerSecond;
  const waiting = (1 - cacheHitRate) * (1 - backgroundShare);
  const meanSeconds = waiting * answerSeconds + (1 - waiting) * assumptions.shortSeconds;
  const meanRps = requests / secondsPerMonth;
  const peakRps = meanRps * peakFactor;
  return {
    requests,
    asked: requests * (1 - cacheHitRate),
    background: requests * (1 - cacheHitRate) * backgroundShare,
    answerSeconds,
    meanSeconds,
    meanRps,
    peakRps,
    meanConcurrent: meanRps * meanSeconds,
    peakConcurrent: peakRps * meanSeconds,
  };
}
