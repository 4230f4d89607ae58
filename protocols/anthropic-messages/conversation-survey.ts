import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { base64Bytes, documentTokens, imageTokens } from '../../core/routing/plan/file-token-allowance.ts';
import { jsonCharacters } from '../../core/routing/plan/json-characters.ts';
import { wideCharacters } from '../../core/routing/plan/wide-characters.ts';
import { isSealed } from '../openai-responses/reasoning-envelope.ts';
import { lengthOf, listOf } from '../request-survey/survey-fields.ts';

/** Content within a result or a document is as deep as the format goes; a body may be nested without an end. */
const maxDepth = 4;

/** Adds up what routing looks at, message by message. */
export class ConversationSurvey {
  readonly userTurns: string[] = [];
  systemText = '';
  characters = 0;
  wide = 0;
  sinceAssistant = 0;
  count = 0;
  fileTokens = 0;
  /** Whether it holds reasoning that only providers of the Responses format can read. */
  hasSealedReasoning = false;
  hasImages = false;
  hasDocuments = false;
  hasCacheBreakpoints = false;
  #hasSystem = false;

  /** The instructions, wherever they stand. */
  addSystem(content: unknown): void {
    const { text, length } = this.#content(content);
    this.characters += length;
    if (this.#hasSystem || length === 0) return;
    this.systemText = text;
    this.#hasSystem = true;
  }

  add(message: JsonObject): void {
    this.count += 1;
    if (message.role === 'system') {
      this.addSystem(message.content);
      return;
    }
    const { text, length, isTurn } = this.#content(message.content);
    this.characters += length;
    if (message.role === 'assistant') this.sinceAssistant = length;
    else this.sinceAssistant += length;
    // What only hands back the results of tools is nobody's turn.
    if (message.role === 'user' && isTurn) this.userTurns.push(text);
  }

  #content(content: unknown, depth = 0): SurveyedContent {
    const surveyed = { text: '', length: 0, isTurn: true };
    if (typeof content === 'string') {
      this.wide += wideCharacters(content);
      return { text: content, length: content.length, isTurn: true };
    }
    const blocks = depth < maxDepth ? listOf(content) : [];
    surveyed.isTurn = blocks.length === 0;
    for (const block of blocks) {
      if (!isJsonObject(block)) continue;
      if (block.cache_control != null) this.hasCacheBreakpoints = true;
      if (block.type !== 'tool_result') surveyed.isTurn = true;
      if (block.type === 'text' && typeof block.text === 'string') {
        surveyed.text = surveyed.text === '' ? block.text : `${surveyed.text}\n${block.text}`;
        surveyed.length += block.text.length;
        this.wide += wideCharacters(block.text);
      } else surveyed.length += this.#otherCharacters(block, depth + 1);
    }
    return surveyed;
  }

  #otherCharacters(block: JsonObject, depth: number): number {
    switch (block.type) {
      case 'image':
        this.hasImages = true;
        this.fileTokens += imageTokens;
        return 0;
      case 'document':
        return this.#document(block.source, depth);
      case 'tool_result':
        return this.#content(block.content, depth).length;
      case 'tool_use':
        return jsonCharacters(block.input) + lengthOf(block.name);
      case 'thinking':
        if (isSealed(block.signature)) this.hasSealedReasoning = true;
        return lengthOf(block.thinking);
      case 'redacted_thinking':
        return 0;
      default:
        return jsonCharacters(block);
    }
  }

  #document(source: unknown, depth: number): number {
    const { type, data, content } = isJsonObject(source) ? source : {};
    if (type === 'text') return lengthOf(data);
    if (type === 'content') return this.#content(content, depth).length;
    this.hasDocuments = true;
    this.fileTokens += documentTokens(base64Bytes(lengthOf(data)));
    return 0;
  }
}

interface SurveyedContent {
  readonly text: string;
  readonly length: number;
  /** Whether it says more than what tools gave back. */
  readonly isTurn: boolean;
}
