import type { RequestSurvey } from './request-survey.ts';
import { textHash } from './text-hash.ts';
import { estimateInputTokens } from './token-estimate.ts';

const sessionHeaders = ['x-cato-session', 'x-session-id', 'x-session-affinity'] as const;

export interface AffinityKeyInput {
  readonly route: string;
  /** Names of different principals never mean the same session. */
  readonly principal: string;
  header(name: string): string | null;
  readonly survey: RequestSurvey;
}

/** No provider keeps a shorter prompt: 1,024 tokens is the least that OpenAI's and Anthropic's documentation name. */
const fewestCachedTokens = 1024;
/** More messages than instructions and a question: the conversation has been answered before. */
const messagesOfAStart = 2;

export interface SessionKey {
  readonly key: string;
  /**
   * Whether a target that is remembered under it is worth going back to. A start that is not named is not: the same
   * short question of many callers would be kept at one target, with nothing in its cache.
   */
  readonly mayReturn: boolean;
}

/**
 * What a session's target is remembered under: its name, else its first messages, which stay the same from turn to turn.
 * @returns `null` when the request has neither.
 */
export function affinityKey({ route, principal, header, survey }: AffinityKeyInput): SessionKey | null {
  const name = sessionName(header, survey);
  if (name !== null) return { key: `${route} ${textHash([principal, 'name', name])}`, mayReturn: true };
  const [firstTurn] = survey.userTurns;
  if (firstTurn === undefined && survey.systemText === '') return null;
  const isCached = survey.messageCount > messagesOfAStart || estimateInputTokens(survey, '') >= fewestCachedTokens;
  return { key: `${route} ${textHash([principal, 'start', survey.systemText, firstTurn ?? ''])}`, mayReturn: isCached };
}

/** The first name that is there, in the order clients are promised. */
function sessionName(header: AffinityKeyInput['header'], { session }: RequestSurvey): string | null {
  if (session.conversation) return session.conversation;
  for (const name of sessionHeaders) {
    const value = header(name);
    if (value) return value;
  }
  return session.promptCacheKey || session.metadataSessionId || null;
}
