import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { RequestSurvey } from '../../core/routing/plan/request-survey.ts';
import { wideCharacters } from '../../core/routing/plan/wide-characters.ts';

/** How much there is to read. Never throws: what is malformed is somebody else's to refuse. */
export function surveyRequest({ input }: JsonObject): RequestSurvey {
  let characters = 0;
  let wide = 0;
  let tokens = 0;
  const add = (entry: unknown): void => {
    if (typeof entry === 'string') {
      characters += entry.length;
      wide += wideCharacters(entry);
    } else if (Array.isArray(entry)) tokens += entry.length;
  };
  if (Array.isArray(input) && typeof input[0] !== 'number') input.forEach(add);
  else add(input);
  return {
    // Nobody asks anything: there is no question to judge, and no session.
    userTurns: [],
    systemText: '',
    textCharacters: characters,
    wideCharacters: wide,
    newCharacters: characters,
    messageCount: 0,
    fileTokens: tokens,
    needs: { tools: false, forcedToolChoice: false, images: false, documents: false, structuredOutput: false },
    maxOutputTokens: 0,
    choiceCount: 1,
    processing: 'standard',
    hasCacheBreakpoints: false,
    metadata: {},
    session: { conversation: null, promptCacheKey: null, metadataSessionId: null },
  };
}
