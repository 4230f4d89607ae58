import type { TargetLoad } from '../../ports/target-stats.ts';
import type { RequestSurvey } from './request-survey.ts';

/** Tokens of a usual chat answer, until a target's own are known. */
const typicalOutputTokens = 500;

/** Output tokens to reckon with. The client's limit bounds it; as an expectation it would be far too high. */
export function expectedOutputTokens(survey: RequestSurvey, load: TargetLoad): number {
  const usual = load.meanOutputTokens ?? typicalOutputTokens;
  const each = survey.maxOutputTokens === null ? usual : Math.min(usual, survey.maxOutputTokens);
  return each * survey.choiceCount;
}
