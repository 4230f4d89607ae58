import type { Message } from '../../core/conversation/message.ts';
import type { Part, ReasoningPart, ToolCallPart, ToolResultPart } from '../../core/conversation/part.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { textHash } from '../../core/routing/plan/text-hash.ts';
import { loseBreakpoint, markLastPart } from '../openai-chat/cache-breakpoints.ts';
import { type ContentEncoding, type ContentPart, encodeContentPart, encodeToolOutput } from './encode-content.ts';
import { protocol } from './protocol.ts';
import { readWireData } from './wire-data.ts';

/** Most characters the format takes in a call's id. */
const maxCallIdLength = 64;

export interface EncodedInput {
  /** `null` when the conversation has none of its own. */
  readonly instructions: string | null;
  readonly input: readonly JsonObject[];
}

/** Neutral messages as input items; what was `instructions` goes back there. */
export function encodeInput(messages: readonly Message[], encoding: ContentEncoding): EncodedInput {
  const encoder = new InputEncoder(encoding);
  for (const message of messages) encoder.add(message);
  return encoder;
}

class InputEncoder implements EncodedInput {
  instructions: string | null = null;
  readonly input: JsonObject[] = [];
  readonly #encoding: ContentEncoding;
  /** Ids whose latest call is of a custom tool: its output is an item of its own kind. */
  readonly #customCalls = new Set<string>();

  constructor(encoding: ContentEncoding) {
    this.#encoding = encoding;
  }

  add({ role, parts, name }: Message): void {
    const { losses } = this.#encoding;
    if (name !== undefined) losses.changed('message names dropped');
    const [first] = parts;
    if (role === 'system' && parts.length === 1 && first?.type === 'text' && readWireData(first.opaque).instructions) {
      this.instructions = this.instructions === null ? first.text : `${this.instructions}\n\n${first.text}`;
      return;
    }
    let content: JsonObject[] = [];
    let about: JsonObject | undefined;
    const flush = (): void => {
      if (content.length > 0) this.input.push({ ...about, type: 'message', role, content });
      content = [];
    };
    for (const part of parts) {
      if (!isContent(part)) {
        flush();
        const item = this.#item(part);
        if (item !== null) this.input.push(item);
        continue;
      }
      const { message } = readWireData(part.opaque);
      if (content.length > 0 && !isSame(message, about)) flush();
      const encoded = encodeContentPart(part, role === 'assistant', this.#encoding);
      if (encoded === null) continue;
      about = message;
      content.push(encoded);
    }
    flush();
  }

  #item(part: Exclude<Part, ContentPart> | Extract<Part, { type: 'opaque' }>): JsonObject | null {
    switch (part.type) {
      case 'reasoning':
        return this.#reasoning(part);
      case 'tool-call':
        loseBreakpoint(part.cacheBreakpoint, this.#encoding);
        if (part.kind === 'custom') this.#customCalls.add(part.id);
        else this.#customCalls.delete(part.id);
        return encodeCall(part);
      case 'tool-result':
        return this.#output(part);
      case 'opaque':
        return readWireData(part.opaque).item ?? null;
    }
  }

  /** Only reasoning of this format's own providers means anything to one. */
  #reasoning(part: ReasoningPart): JsonObject | null {
    const { item } = readWireData(part.opaque);
    if (item === undefined) this.#encoding.losses.changed('reasoning of another protocol dropped');
    return item ?? null;
  }

  #output({ toolCallId, content, isError, opaque, cacheBreakpoint }: ToolResultPart): JsonObject {
    if (isError) this.#encoding.losses.changed('error mark of tool results dropped');
    const { type: kept, ...others } = readWireData(opaque).item ?? {};
    const marked = markLastPart(content, cacheBreakpoint, this.#encoding);
    const isCustom = kept === 'custom_tool_call_output' || this.#customCalls.has(toolCallId);
    return {
      ...others,
      type: isCustom ? 'custom_tool_call_output' : 'function_call_output',
      call_id: callId(toolCallId),
      output: encodeToolOutput(marked, this.#encoding),
    };
  }
}

function encodeCall({ id, name, kind, input, opaque }: ToolCallPart): JsonObject {
  const own = readWireData(opaque).item ?? {};
  const whole = { call_id: callId(id), name, ...own };
  if (kind === 'custom') return { ...whole, type: 'custom_tool_call', input };
  return { ...whole, type: 'function_call', arguments: input === '' ? '{}' : input };
}

/** Whether two parts are of one message, as far as they tell. */
function isSame(message: JsonObject | undefined, other: JsonObject | undefined): boolean {
  return message === other || JSON.stringify(message) === JSON.stringify(other);
}

/** Another protocol's id may be longer than this one takes; a call and its result must still agree. */
function callId(id: string): string {
  return id.length <= maxCallIdLength ? id : `call_${textHash([id])}`;
}

function isContent(part: Part): part is ContentPart {
  if (part.type === 'opaque') {
    const data = readWireData(part.opaque);
    return data.item === undefined && (data.part !== undefined || part.opaque.protocol !== protocol);
  }
  return part.type === 'text' || part.type === 'refusal' || part.type === 'file';
}
