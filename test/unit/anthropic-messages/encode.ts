import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { Message, Role } from '../../../core/conversation/message.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import type { EncodedRequest } from '../../../core/ports/wire-codec.ts';
import { type ModelCapabilities, unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';

export interface EncodeSetting {
  readonly capabilities?: ModelCapabilities;
  readonly maxOutputTokens?: number;
  readonly dropUnsupported?: boolean;
  readonly stream?: boolean;
}

/** Encodes for a model that is known by what the test says of it, and by nothing else. */
export function encode(request: ConversationRequest, setting: EncodeSetting = {}): EncodedRequest {
  const { capabilities = {}, maxOutputTokens = 8192, dropUnsupported = false, stream = false } = setting;
  const facts = { ...unknownModelFacts('claude-test'), capabilities, maxOutputTokens };
  return anthropicMessages.encodeRequest(request, { facts, stream, dropUnsupported });
}

/** A request of one question, with further options. */
export function ask(options: Partial<ConversationRequest> = {}): ConversationRequest {
  return { messages: [{ role: 'user', parts: [{ type: 'text', text: 'Is the tide high?' }] }], ...options };
}

export function say(role: Role, ...texts: string[]): Message {
  return { role, parts: texts.map((text) => ({ type: 'text', text })) };
}

export function text(value: string) {
  return { type: 'text', text: value };
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
