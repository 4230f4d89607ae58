import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { jsonCharacters } from '../../core/routing/plan/json-characters.ts';
import type { RequestSurvey } from '../../core/routing/plan/request-survey.ts';
import { protocol as responsesProtocol } from '../openai-responses/protocol.ts';
import { countOf, listOf, textsOf } from '../request-survey/survey-fields.ts';
import { ConversationSurvey } from './conversation-survey.ts';
import { processingOf } from './processing-of.ts';
import { readUserIdParts } from './user-id-parts.ts';

/** What routing looks at, in one pass over the body. Never throws: what is malformed is somebody else's to refuse. */
export function surveyRequest(body: JsonObject): RequestSurvey {
  const conversation = new ConversationSurvey();
  conversation.addSystem(body.system);
  for (const message of listOf(body.messages)) if (isJsonObject(message)) conversation.add(message);
  const tools = listOf(body.tools);
  const format = isJsonObject(body.output_config) ? body.output_config.format : body.output_format;
  const structuredOutput = isJsonObject(format) && format.type === 'json_schema';
  const metadata = textsOf(body.metadata);
  return {
    userTurns: conversation.userTurns,
    systemText: conversation.systemText,
    textCharacters:
      conversation.characters +
      (tools.length > 0 ? jsonCharacters(tools) : 0) +
      (structuredOutput ? jsonCharacters(format) : 0),
    wideCharacters: conversation.wide,
    newCharacters: conversation.sinceAssistant,
    messageCount: conversation.count,
    fileTokens: conversation.fileTokens,
    needs: {
      tools: tools.length > 0,
      forcedToolChoice: isForced(body.tool_choice),
      images: conversation.hasImages,
      documents: conversation.hasDocuments,
      structuredOutput,
    },
    maxOutputTokens: countOf(body.max_tokens),
    choiceCount: 1,
    processing: processingOf(body),
    hasCacheBreakpoints: conversation.hasCacheBreakpoints || isMarked(body) || tools.some(isMarked),
    metadata,
    ...(conversation.hasSealedReasoning && { reasoningProtocol: responsesProtocol }),
    session: { conversation: null, promptCacheKey: null, metadataSessionId: sessionOf(metadata) },
  };
}

function sessionOf({ session_id: named, user_id: userId }: Readonly<Record<string, string>>): string | null {
  if (named) return named;
  return userId === undefined ? null : (readUserIdParts(userId)?.session ?? null);
}

function isForced(choice: unknown): boolean {
  return isJsonObject(choice) && (choice.type === 'any' || choice.type === 'tool');
}

function isMarked(value: unknown): boolean {
  return isJsonObject(value) && value.cache_control != null;
}
