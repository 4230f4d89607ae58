import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { Message } from '../../../core/conversation/message.ts';
import type { Part } from '../../../core/conversation/part.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import { type ModelCapabilities, type ModelFacts, unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { encodeRequest } from '../../../protocols/bedrock-converse/encode-request.ts';

export const haiku = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
export const sonnet = 'us.anthropic.claude-sonnet-5-5';

export function facts(
  id: string,
  capabilities: ModelCapabilities = {},
  maxOutputTokens: number | null = 8192,
): ModelFacts {
  return { ...unknownModelFacts(id), capabilities, maxOutputTokens };
}

export function text(role: Message['role'], content: string): Message {
  return { role, parts: [{ type: 'text', text: content }] };
}

export function call(id: string, name = 'look', input = '{"at":"sky"}'): Part {
  return { type: 'tool-call', id, name, kind: 'function', input };
}

export function result(toolCallId: string, content = 'blue'): Message {
  return { role: 'tool', parts: [{ type: 'tool-result', toolCallId, content: [{ type: 'text', text: content }] }] };
}

export const look = { type: 'function', name: 'look', parameters: { type: 'object', properties: {} } } as const;

export function encode(
  request: Partial<ConversationRequest>,
  model: ModelFacts = facts(haiku),
  dropUnsupported = false,
) {
  return encodeRequest({ messages: [text('user', 'Hi')], ...request }, { facts: model, stream: true, dropUnsupported });
}

export function refused(run: () => unknown): UnsupportedOptions {
  try {
    run();
  } catch (error) {
    if (error instanceof UnsupportedOptions) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

export function kindOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof GatewayError) return error.kind;
    throw error;
  }
  return 'nothing';
}
