import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** What `POST /responses/input_tokens` answers. */
export function inputTokensView(inputTokens: number): JsonObject {
  return { object: 'response.input_tokens', input_tokens: inputTokens };
}

/** What deleting a response answers. */
export function deletedResponseView(id: string): JsonObject {
  return { id, object: 'response', deleted: true };
}

export interface ConversationFacts {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  readonly metadata: Readonly<Record<string, string>>;
}

export function conversationView({ id, createdAt, metadata }: ConversationFacts): JsonObject {
  return { id, object: 'conversation', created_at: createdAt, metadata };
}

export function deletedConversationView(id: string): JsonObject {
  return { id, object: 'conversation.deleted', deleted: true };
}
