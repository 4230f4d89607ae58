import type { RequestSurvey } from '../plan/request-survey.ts';
import { estimateInputTokens } from '../plan/token-estimate.ts';
import { wideCharacters } from '../plan/wide-characters.ts';

/** What the classifier looks at. */
export interface TierInput {
  /** The texts of the user's turns, oldest first. */
  readonly userTurns: readonly string[];
  /** Instructions of the system and the developer; weighed little. */
  readonly instructions: string;
  /** Of the whole conversation, answers and tool results included. */
  readonly estimatedTokens: number;
}

/** Before it is known which model reads the request. */
const anyModel = '';

export function tierInputOf(survey: RequestSurvey): TierInput {
  const { userTurns, systemText: instructions } = survey;
  return { userTurns, instructions, estimatedTokens: estimateInputTokens(survey, anyModel) };
}

/** For a single prompt without a conversation around it. */
export function tierInputOfPrompt(prompt: string): TierInput {
  const lengths = {
    textCharacters: prompt.length,
    wideCharacters: wideCharacters(prompt),
    fileTokens: 0,
    messageCount: 1,
  };
  return { userTurns: [prompt], instructions: '', estimatedTokens: estimateInputTokens(lengths, anyModel) };
}
