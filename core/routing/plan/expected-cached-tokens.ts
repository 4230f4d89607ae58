import type { Target } from '../target.ts';
import type { RequestSurvey } from './request-survey.ts';
import { estimateNewTokens } from './token-estimate.ts';

/** Where a provider has not said what the shortest cached prefix is: the commonest figure. */
const usualMinTokens = 1_024;

/** Input tokens that the cache of the target that answered last is expected to hold. */
export function expectedCachedTokens(
  survey: RequestSurvey,
  { model, facts }: Target,
  inputTokens: number,
  factor: number,
): number {
  const { cacheBreakpoints, promptCacheMinTokens } = facts.capabilities;
  // Claude keeps only what is marked; the others keep long prefixes by themselves.
  if (cacheBreakpoints === true && model.includes('claude') && !survey.hasCacheBreakpoints) return 0;
  const prefix = inputTokens - (estimateNewTokens(survey, model) + survey.fileTokens) * factor;
  return prefix >= (promptCacheMinTokens ?? usualMinTokens) ? prefix : 0;
}
