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
import { processingTier } from '../openai-chat/processing-tier.ts';
import { countOf, lengthOf, listOf, nameOf, textsOf } from '../request-survey/survey-fields.ts';
import { reasoningReaders } from './reasoning-readers.ts';

/** What routing looks at, in one pass over the body. Never throws: what is malformed is somebody else's to refuse. */
export function surveyRequest(body: JsonObject): RequestSurvey {
  const items = new ItemSurvey();
  if (typeof body.instructions === 'string') items.message('system', body.instructions);
  if (typeof body.input === 'string') items.message('user', body.input);
  for (const item of listOf(body.input)) if (isJsonObject(item)) items.add(item);
  const tools = listOf(body.tools);
  const format = isJsonObject(body.text) ? body.text.format : null;
  const structuredOutput = isJsonObject(format) && format.type === 'json_schema';
  const texts = textsOf(body.metadata);
  return {
    userTurns: items.userTurns,
    systemText: items.systemText ?? '',
    textCharacters:
      items.characters +
      (tools.length > 0 ? jsonCharacters(tools) : 0) +
      (structuredOutput ? jsonCharacters(format) : 0),
    wideCharacters: items.wide,
    newCharacters: items.sinceAssistant,
    messageCount: items.count,
    fileTokens: items.fileTokens,
    needs: {
      tools: tools.some(isOwnTool) || items.hasAddedTools,
      forcedToolChoice: isForced(body.tool_choice),
      images: items.hasImages,
      documents: items.hasDocuments,
      structuredOutput,
    },
    maxOutputTokens: countOf(body.max_output_tokens),
    choiceCount: 1,
    processing: processingTier(body.service_tier),
    hasCacheBreakpoints: items.hasCacheBreakpoints,
    metadata: texts,
    session: {
      conversation: conversationOf(body.conversation) ?? nameOf(body.previous_response_id),
      promptCacheKey: nameOf(body.prompt_cache_key),
      metadataSessionId: nameOf(texts.session_id),
    },
    ...reasoningReaders(body),
  };
}

class ItemSurvey {
  readonly userTurns: string[] = [];
  systemText: string | null = null;
  characters = 0;
  wide = 0;
  sinceAssistant = 0;
  count = 0;
  fileTokens = 0;
  hasImages = false;
  hasDocuments = false;
  hasAddedTools = false;
  hasCacheBreakpoints = false;
  #isAssistant = false;

  add(item: JsonObject): void {
    if (typeof item.role === 'string' && (item.type === undefined || item.type === null || item.type === 'message')) {
      this.message(item.role, item.content);
    } else if (item.type === 'additional_tools') {
      this.hasAddedTools = true;
      this.#count(jsonCharacters(item.tools), false);
    } else if (typeof item.output === 'string') {
      this.#said(item.output, false);
    } else if (Array.isArray(item.output)) {
      this.#said(this.#content(item.output), false);
    } else {
      const { encrypted_content: _, ...readable } = item;
      this.#count(jsonCharacters(readable), true);
    }
  }

  message(role: string, content: unknown): void {
    const text = this.#content(content);
    const isSystem = role === 'system' || role === 'developer';
    if (isSystem) {
      this.count += 1;
      this.characters += text.length;
      this.wide += wideCharacters(text);
      this.systemText ??= text;
      return;
    }
    this.#said(text, role === 'assistant');
    if (role === 'user') this.userTurns.push(text);
  }

  #said(text: string, isAssistant: boolean): void {
    this.wide += wideCharacters(text);
    this.#count(text.length, isAssistant);
  }

  /** All items of one answer count as one message, as they do in other formats. */
  #count(characters: number, isAssistant: boolean): void {
    const goesOn = isAssistant && this.#isAssistant;
    if (!goesOn) this.count += 1;
    this.characters += characters;
    if (isAssistant && !goesOn) this.sinceAssistant = characters;
    else this.sinceAssistant += characters;
    this.#isAssistant = isAssistant;
  }

  #content(content: unknown): string {
    if (typeof content === 'string') return content;
    let text = '';
    for (const part of listOf(content)) {
      if (!isJsonObject(part)) continue;
      if (part.prompt_cache_breakpoint != null) this.hasCacheBreakpoints = true;
      const said = part.text ?? part.refusal;
      if (typeof said === 'string') text = text === '' ? said : `${text}\n${said}`;
      else this.#file(part);
    }
    return text;
  }

  #file(part: JsonObject): void {
    if (part.type === 'input_image') {
      this.hasImages = true;
      this.fileTokens += part.detail === 'low' ? lowDetailImageTokens : imageTokens;
    } else if (part.type === 'input_file') {
      this.hasDocuments = true;
      this.fileTokens += documentTokens(base64Bytes(lengthOf(part.file_data)));
    } else if (part.type === 'input_audio') {
      const sound = isJsonObject(part.input_audio) ? part.input_audio : {};
      this.fileTokens += soundTokens(base64Bytes(lengthOf(sound.data)));
    }
  }
}

/** Whether a tool is one that the client runs: others may be left out where they do not exist. */
function isOwnTool(tool: unknown): boolean {
  return isJsonObject(tool) && (tool.type === 'function' || tool.type === 'custom' || tool.type === 'namespace');
}

function isForced(choice: unknown): boolean {
  if (choice === 'required') return true;
  return isJsonObject(choice) && (choice.type !== 'allowed_tools' || choice.mode === 'required');
}

function conversationOf(conversation: unknown): string | null {
  return nameOf(isJsonObject(conversation) ? conversation.id : conversation);
}
