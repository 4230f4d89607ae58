import type { RequestSurvey } from './request-survey.ts';
import { textHash } from './text-hash.ts';

const sessionHeaders = ['x-cato-session', 'x-session-id', 'x-session-affinity'] as const;

export interface AffinityKeyInput {
  readonly route: string;
  /** Names of different principals never mean the same session. */
  readonly principal: string;
  header(name: string): string | null;
  readonly survey: RequestSurvey;
}

/**
 * What a session's target is remembered under: its name, else its first messages, which stay the same from turn to turn.
 * @returns `null` when the request has neither.
 */
export function affinityKey({ route, principal, header, survey }: AffinityKeyInput): string | null {
  const name = sessionName(header, survey);
  if (name !== null) return `${route} ${textHash([principal, 'name', name])}`;
  const [firstTurn] = survey.userTurns;
  if (firstTurn === undefined && survey.systemText === '') return null;
  return `${route} ${textHash([principal, 'start', survey.systemText, firstTurn ?? ''])}`;
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
