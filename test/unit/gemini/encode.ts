import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { Message } from '../../../core/conversation/message.ts';
import type { Part, TextPart, ToolCallPart, ToolResultPart } from '../../../core/conversation/part.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import type { EncodedRequest } from '../../../core/ports/wire-codec.ts';
import { type ModelCapabilities, unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { gemini, geminiOnVertex } from '../../../protocols/gemini/gemini.ts';

export interface EncodeSetting {
  readonly id?: string;
  readonly capabilities?: ModelCapabilities;
  readonly maxOutputTokens?: number;
  readonly dropUnsupported?: boolean;
  readonly onVertex?: boolean;
}

/** Encodes for a model that is known by what the test says of it, and by nothing else. */
export function encode(request: ConversationRequest, setting: EncodeSetting = {}): EncodedRequest {
  const { id = 'gemini-3-flash', capabilities = {}, maxOutputTokens = null, dropUnsupported = false } = setting;
  const facts = { ...unknownModelFacts(id), capabilities, maxOutputTokens };
  const codec = setting.onVertex === true ? geminiOnVertex : gemini;
  return codec.encodeRequest(request, { facts, stream: true, dropUnsupported });
}

/** A request of one question, with further options. */
export function ask(options: Partial<ConversationRequest> = {}): ConversationRequest {
  return { messages: [user('Is the tide high?')], ...options };
}

export function user(...parts: readonly (string | Part)[]): Message {
  return { role: 'user', parts: parts.map((part) => (typeof part === 'string' ? text(part) : part)) };
}

export function assistant(...parts: readonly Part[]): Message {
  return { role: 'assistant', parts };
}

export function results(...parts: readonly ToolResultPart[]): Message {
  return { role: 'tool', parts };
}

export function text(value: string): TextPart {
  return { type: 'text', text: value };
}

export function call(id: string, input: string, extras: Partial<ToolCallPart> = {}): ToolCallPart {
  return { type: 'tool-call', id, name: 'get_tide', kind: 'function', input, ...extras };
}

export function result(toolCallId: string, content: string, extras: Partial<ToolResultPart> = {}): ToolResultPart {
  return { type: 'tool-result', toolCallId, content: [text(content)], ...extras };
}

export function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

export function refusal(request: ConversationRequest, setting: EncodeSetting = {}): UnsupportedOptions {
  const error = thrownBy(() => encode(request, setting));
  if (error instanceof UnsupportedOptions) return error;
  throw error;
}
