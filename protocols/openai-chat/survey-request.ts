import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import {
  base64Bytes,
  documentTokens,
  imageTokens,
  lowDetailImageTokens,
  soundTokens,
} from '../../core/routing/plan/file-token-allowance.ts';
import { jsonCharacters } from '../../core/routing/plan/json-characters.ts';
import type { RequestSurvey } from '../../core/routing/plan/request-survey.ts';
import { wideCharacters } from '../../core/routing/plan/wide-characters.ts';
import { countOf, lengthOf, listOf, nameOf, textsOf } from '../request-survey/survey-fields.ts';
import { processingTier } from './processing-tier.ts';

/** What routing looks at, in one pass over the body. Never throws: what is malformed is somebody else's to refuse. */
export function surveyRequest(body: JsonObject): RequestSurvey {
  const messages = new MessageSurvey();
  for (const message of listOf(body.messages)) if (isJsonObject(message)) messages.add(message);
  const tools = [...listOf(body.tools), ...listOf(body.functions)];
  const { response_format: format, metadata } = body;
  const structuredOutput = isJsonObject(format) && format.type === 'json_schema';
  const texts = textsOf(metadata);
  return {
    userTurns: messages.userTurns,
    systemText: messages.systemText,
    textCharacters:
      messages.characters +
      (tools.length > 0 ? jsonCharacters(tools) : 0) +
      (structuredOutput ? jsonCharacters(format) : 0),
    wideCharacters: messages.wide,
    newCharacters: messages.sinceAssistant,
    messageCount: messages.count,
    fileTokens: messages.fileTokens,
    needs: {
      tools: tools.length > 0,
      forcedToolChoice: isForced(body.tool_choice ?? body.function_call),
      images: messages.hasImages,
      documents: messages.hasDocuments,
      structuredOutput,
    },
    maxOutputTokens: countOf(body.max_completion_tokens) ?? countOf(body.max_tokens),
    choiceCount: countOf(body.n) ?? 1,
    processing: processingTier(body.service_tier),
    hasCacheBreakpoints: messages.hasCacheBreakpoints || isMarked(body) || tools.some(isMarked),
    metadata: texts,
    session: {
      conversation: null,
      promptCacheKey: nameOf(body.prompt_cache_key),
      metadataSessionId: nameOf(texts.session_id),
    },
  };
}

class MessageSurvey {
  readonly userTurns: string[] = [];
  systemText = '';
  characters = 0;
  wide = 0;
  sinceAssistant = 0;
  count = 0;
  fileTokens = 0;
  hasImages = false;
  hasDocuments = false;
  hasCacheBreakpoints = false;
  #hasSystem = false;

  add(message: JsonObject): void {
    const role = typeof message.role === 'string' ? message.role : '';
    const text = this.#content(message.content);
    let characters = text.length;
    if (message.tool_calls !== undefined) characters += jsonCharacters(message.tool_calls);
    if (message.function_call !== undefined) characters += jsonCharacters(message.function_call);
    if (typeof message.reasoning_content === 'string') characters += message.reasoning_content.length;
    if (isMarked(message)) this.hasCacheBreakpoints = true;
    this.count += 1;
    this.characters += characters;
    this.wide += text.wide;
    const isSystem = role === 'system' || role === 'developer';
    if (role === 'assistant') this.sinceAssistant = characters;
    else if (!isSystem) this.sinceAssistant += characters;
    if (role === 'user') this.userTurns.push(text.text);
    if (!isSystem || this.#hasSystem) return;
    this.systemText = text.text;
    this.#hasSystem = true;
  }

  #content(content: unknown): ContentText {
    if (typeof content === 'string') return { text: content, length: content.length, wide: wideCharacters(content) };
    let [text, length, wide] = ['', 0, 0];
    for (const part of listOf(content)) {
      if (!isJsonObject(part)) continue;
      if (isMarked(part)) this.hasCacheBreakpoints = true;
      const said = part.text ?? part.refusal;
      if (typeof said === 'string') {
        text = text === '' ? said : `${text}\n${said}`;
        length += said.length;
        wide += wideCharacters(said);
      } else this.#file(part);
    }
    return { text, length, wide };
  }

  #file(part: JsonObject): void {
    if (part.type === 'image_url') {
      const image = isJsonObject(part.image_url) ? part.image_url : {};
      this.hasImages = true;
      this.fileTokens += image.detail === 'low' ? lowDetailImageTokens : imageTokens;
    } else if (part.type === 'file') {
      const file = isJsonObject(part.file) ? part.file : {};
      this.hasDocuments = true;
      this.fileTokens += documentTokens(base64Bytes(lengthOf(file.file_data)));
    } else if (part.type === 'input_audio') {
      const sound = isJsonObject(part.input_audio) ? part.input_audio : {};
      this.fileTokens += soundTokens(base64Bytes(lengthOf(sound.data)));
    }
  }
}

interface ContentText {
  readonly text: string;
  readonly length: number;
  readonly wide: number;
}

function isForced(choice: unknown): boolean {
  if (choice === 'required') return true;
  if (!isJsonObject(choice)) return false;
  return (
    choice.type !== 'allowed_tools' || (isJsonObject(choice.allowed_tools) && choice.allowed_tools.mode === 'required')
  );
}

function isMarked(value: unknown): boolean {
  return isJsonObject(value) && (value.cache_control != null || value.prompt_cache_breakpoint != null);
}
