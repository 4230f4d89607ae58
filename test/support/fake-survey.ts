import type { RequestNeeds, RequestSurvey } from '../../core/routing/plan/request-survey.ts';

export interface FakeSurveyOptions extends Partial<Omit<RequestSurvey, 'needs' | 'session'>> {
  readonly needs?: Partial<RequestNeeds>;
  readonly session?: Partial<RequestSurvey['session']>;
}

/** A survey of one plain user message, for tests of what stands above the codecs. */
export function fakeSurvey({ needs, session, ...over }: FakeSurveyOptions = {}): RequestSurvey {
  const text = over.userTurns?.[0] ?? 'hello';
  return {
    userTurns: [text],
    systemText: '',
    textCharacters: text.length,
    wideCharacters: 0,
    newCharacters: text.length,
    messageCount: 1,
    fileTokens: 0,
    needs: {
      tools: false,
      forcedToolChoice: false,
      images: false,
      documents: false,
      structuredOutput: false,
      ...needs,
    },
    maxOutputTokens: null,
    choiceCount: 1,
    processing: 'standard',
    hasCacheBreakpoints: false,
    metadata: {},
    session: { conversation: null, promptCacheKey: null, metadataSessionId: null, ...session },
    ...over,
  };
}
