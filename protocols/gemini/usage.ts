import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import { tokenCount } from '../reported-usage/token-count.ts';

/**
 * A usage report; `null` when there is none or it does not say what went in. Cached tokens stand inside the prompt's,
 * thoughts outside the candidates'. What is zero is left out of this format.
 */
export function decodeUsage(report: unknown): Usage | null {
  if (!isJsonObject(report)) return null;
  const prompt = tokenCount(report.promptTokenCount);
  if (prompt === null) return null;
  const cacheRead = tokenCount(report.cachedContentTokenCount) ?? 0;
  const reasoning = tokenCount(report.thoughtsTokenCount) ?? 0;
  return {
    freshInput: Math.max(0, prompt + (tokenCount(report.toolUsePromptTokenCount) ?? 0) - cacheRead),
    cacheRead,
    cacheWrite: {},
    output: (tokenCount(report.candidatesTokenCount) ?? 0) + reasoning,
    reasoning,
  };
}

/** Vertex AI tells it by the kind of traffic. */
const trafficTiers: ReadonlyMap<unknown, string> = new Map([
  ['ON_DEMAND', 'standard'],
  ['ON_DEMAND_FLEX', 'flex'],
  ['ON_DEMAND_PRIORITY', 'priority'],
]);

export function decodeServiceTier(report: unknown): { serviceTier?: string } {
  if (!isJsonObject(report)) return {};
  const tier = typeof report.serviceTier === 'string' ? report.serviceTier : trafficTiers.get(report.trafficType);
  return tier === undefined ? {} : { serviceTier: tier.toLowerCase() };
}
