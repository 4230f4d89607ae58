import type { Message } from '../../core/conversation/message.ts';
import { opaqueName } from '../../core/conversation/opaque-name.ts';
import type { Part, ToolResultPart } from '../../core/conversation/part.ts';
import { pathOf } from '../../core/conversation/paths.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import { cachePoint } from './cache-point.ts';
import type { ContentBlock, ConverseMessage, SystemContentBlock } from './converse-wire.ts';
import { DocumentNames } from './document-names.ts';
import type { EncodeContext } from './encode-context.ts';
import { encodeFile } from './encode-file.ts';
import { encodeReasoningPart } from './encode-reasoning-part.ts';
import { encodeToolCall, encodeToolResult } from './encode-tool-parts.ts';
import { ToolCallIds } from './tool-call-ids.ts';
import { TurnList } from './turn-list.ts';

export interface EncodedConversation {
  readonly system: SystemContentBlock[];
  readonly messages: ConverseMessage[];
  /** Names of the tools that the history calls, in order. */
  readonly usedToolNames: readonly string[];
}

export function encodeConversation(messages: readonly Message[], context: EncodeContext): EncodedConversation {
  if (messages.length === 0) throw invalidRequest('messages', 'There must be at least one message.');
  return new ConversationEncoder(context).encode(messages);
}

class ConversationEncoder {
  readonly #context: EncodeContext;
  readonly #turns: TurnList;
  readonly #ids: ToolCallIds;
  readonly #names = new DocumentNames();
  readonly #usedToolNames: string[] = [];

  constructor(context: EncodeContext) {
    this.#context = context;
    this.#turns = new TurnList(context);
    this.#ids = new ToolCallIds(context.family);
  }

  encode(messages: readonly Message[]): EncodedConversation {
    const system: SystemContentBlock[] = [];
    let leading = true;
    for (const message of messages) {
      if (message.name !== undefined) this.#context.changes.say('message names dropped');
      const isSystem = message.role === 'system' || message.role === 'developer';
      leading &&= isSystem;
      if (leading) system.push(...this.#leadingSystem(message.parts));
      else if (isSystem) this.#laterSystem(message.parts);
      else if (message.role === 'assistant') this.#assistant(message.parts);
      else this.#user(message.parts);
    }
    return { system, messages: this.#turns.finish(), usedToolNames: this.#usedToolNames };
  }

  #leadingSystem(parts: readonly Part[]): SystemContentBlock[] {
    const blocks: SystemContentBlock[] = [];
    for (const part of parts) {
      const text = this.#plainText([part]);
      if (text.trim() !== '') blocks.push({ text });
      else if (text !== '') this.#context.changes.say('blank text dropped');
      const point = cachePoint('cacheBreakpoint' in part ? part.cacheBreakpoint : undefined, 'system', this.#context);
      if (point !== null && blocks.length > 0) blocks.push({ cachePoint: point });
    }
    return blocks;
  }

  #laterSystem(parts: readonly Part[]): void {
    const marked = parts.findLast((part) => 'cacheBreakpoint' in part && part.cacheBreakpoint !== undefined);
    this.#turns.addSystem(this.#withCachePoint([{ text: this.#plainText(parts) }], marked));
  }

  #plainText(parts: readonly Part[]): string {
    const texts: string[] = [];
    for (const part of parts) {
      if (part.type === 'text') texts.push(part.text);
      else this.#context.changes.refuseMessages('system messages may hold text only');
    }
    return texts.join('\n');
  }

  #user(parts: readonly Part[]): void {
    for (const part of parts) {
      if (part.type === 'tool-result') {
        const id = this.#ids.forResult(part.toolCallId);
        if (id === null)
          throw invalidRequest(pathOf(part) ?? 'messages', `No tool call has the id "${part.toolCallId}".`);
        const block = encodeToolResult(part, id, this.#names, this.#context);
        this.#turns.addResult(this.#withCachePoint([block], this.#resultMark(part)), id);
      } else {
        const block = part.type === 'file' ? encodeFile(part, this.#names, this.#context) : this.#block(part);
        this.#turns.addUser(this.#withCachePoint(block === null ? [] : [block], part));
      }
    }
  }

  /** What of a result ends a prefix: itself or its last part, after which the same point stands; nothing else can. */
  #resultMark(result: ToolResultPart): Part {
    const content = result.content.filter((part) => part.type === 'file' || part.text.trim() !== '');
    const last = content.at(-1);
    const marker = result.cacheBreakpoint === undefined && last !== undefined ? last : result;
    if (content.some((part) => part !== marker && part.cacheBreakpoint !== undefined))
      this.#context.changes.say('cache breakpoints within tool results dropped');
    return marker;
  }

  #assistant(parts: readonly Part[]): void {
    const blocks: ContentBlock[] = [];
    const ids: string[] = [];
    for (const part of parts) {
      if (part.type === 'tool-call') {
        const id = this.#ids.forCall(part.id);
        ids.push(id);
        this.#usedToolNames.push(part.name);
        blocks.push(...this.#withCachePoint([encodeToolCall(part, id, this.#context)], part));
      } else {
        const block = this.#block(part);
        blocks.push(...this.#withCachePoint(block === null ? [] : [block], part));
      }
    }
    this.#turns.addAssistant(blocks, ids);
  }

  /** The parts that look the same whoever says them. */
  #block(part: Part): ContentBlock | null {
    const { changes } = this.#context;
    switch (part.type) {
      case 'text':
      case 'refusal':
        if (part.text.trim() !== '') return { text: part.text };
        changes.say('blank text dropped');
        return null;
      case 'reasoning':
        return encodeReasoningPart(part, this.#context);
      case 'opaque':
        if (part.opaque.protocol === 'bedrock-converse') return part.opaque.data as ContentBlock;
        changes.refusePart(part, `${opaqueName(part.opaque)} has no equivalent`, `${opaqueName(part.opaque)} dropped`);
        return null;
      default:
        changes.refuseMessages(
          part.type === 'file' ? 'assistant messages cannot hold files' : `a ${part.type} stands in the wrong message`,
          part,
        );
        return null;
    }
  }

  #withCachePoint(blocks: ContentBlock[], part: Part | undefined): ContentBlock[] {
    if (part === undefined || part.type === 'opaque' || part.type === 'reasoning' || blocks.length === 0) return blocks;
    const point = cachePoint(part.cacheBreakpoint, 'messages', this.#context);
    return point === null ? blocks : [...blocks, { cachePoint: point }];
  }
}
