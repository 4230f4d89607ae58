import type { ConversationRequest } from '../../conversation/conversation-request.ts';
import type { Part } from '../../conversation/part.ts';

/**
 * The request whose answer continues the text that was sent: it ends with that text as the assistant's own.
 * White space at its end is left off, as providers refuse it there; `Resumption` knows. Where the client itself
 * had begun the assistant's message, the text is added to it. Without any text the request stays as it is.
 */
export function continueConversation(request: ConversationRequest, sentText: string): ConversationRequest {
  const text = sentText.trimEnd();
  if (text === '') return request;
  const last = request.messages.at(-1);
  if (last?.role !== 'assistant') {
    return { ...request, messages: [...request.messages, { role: 'assistant', parts: [{ type: 'text', text }] }] };
  }
  const message = { ...last, parts: withText(last.parts, text) };
  return { ...request, messages: [...request.messages.slice(0, -1), message] };
}

function withText(parts: readonly Part[], text: string): readonly Part[] {
  const last = parts.at(-1);
  // Opaque data stands for the text it came with, and would hide what is added.
  if (last?.type !== 'text' || last.opaque !== undefined) return [...parts, { type: 'text', text }];
  return [...parts.slice(0, -1), { ...last, text: last.text + text }];
}
