import type { ConversationRequest } from '../../conversation/conversation-request.ts';

/** The text of the assistant's message that the request ends with: the model is to go on with it. Else empty. */
export function begunByClient({ messages }: ConversationRequest): string {
  const last = messages.at(-1);
  if (last?.role !== 'assistant') return '';
  return last.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
