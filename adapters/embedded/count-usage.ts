import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import type { Part } from '../../core/conversation/part.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import { readTextFile } from './read-file-part.ts';
import { countTokens } from './tokenizer.ts';

/**
 * The true count of an answer, by the model's own tokens: all text of the conversation, read or not.
 * Tool definitions and files that are no text do not reach the model and do not count.
 */
export function countUsage({ messages }: ConversationRequest, answer: string): Usage {
  let freshInput = 0;
  for (const { parts } of messages) for (const part of parts) freshInput += countPart(part);
  return { freshInput, cacheRead: 0, cacheWrite: {}, output: countTokens(answer), reasoning: 0 };
}

function countPart(part: Part): number {
  switch (part.type) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return countTokens(part.text);
    case 'file':
      return countTokens(readTextFile(part) ?? '');
    case 'tool-call':
      return countTokens(part.name) + countTokens(part.input);
    case 'tool-result':
      return part.content.reduce((sum, inner) => sum + countPart(inner), 0);
    case 'opaque':
      return 0;
  }
}
