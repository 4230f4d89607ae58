import type { ModelFacts } from '../model-facts.ts';
import type { Target } from '../target.ts';
import type { RequestSurvey } from './request-survey.ts';
import { estimateNewTokens } from './token-estimate.ts';

/** Where a provider has not said what the shortest cached prefix is: the commonest figure. */
const usualMinTokens = 1_024;

/** The shortest time for which providers keep what is marked, and sell it by the token. */
const timeOfMarked = '5m';

/** Input tokens that the cache of the target that answered last is expected to hold. */
export function expectedCachedTokens(
  survey: RequestSurvey,
  { model, facts }: Target,
  inputTokens: number,
  factor: number,
): number {
  if (!survey.hasCacheBreakpoints && keepsOnlyWhatIsMarked(facts)) return 0;
  const prefix = inputTokens - (estimateNewTokens(survey, model) + survey.fileTokens) * factor;
  return prefix >= (facts.capabilities.promptCacheMinTokens ?? usualMinTokens) ? prefix : 0;
}

/**
 * Told by how writing into the cache is sold. Who takes breakpoints and sells five minutes keeps nothing else; models
 * that keep long prefixes by themselves take breakpoints too, but charge nothing for writing, or sell half an hour.
 */
function keepsOnlyWhatIsMarked({ capabilities, prices }: ModelFacts): boolean {
  return (
    capabilities.cacheBreakpoints === true && prices.some(({ cacheWrite }) => Object.hasOwn(cacheWrite, timeOfMarked))
  );
}
