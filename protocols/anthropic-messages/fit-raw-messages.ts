import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { isSealed } from '../openai-responses/reasoning-envelope.ts';
import type { RequestNotes } from '../request-notes/request-notes.ts';
import { ownCallId, toolUseId } from './tool-use-id.ts';

/**
 * The messages of a client's own body without what every model refuses, and answers of other providers' models leave in
 * a history: thinking nobody has signed, empty texts, ids with other letters. The very same list when there is none.
 */
export function fitRawMessages(messages: readonly unknown[], notes: RequestNotes): readonly unknown[] {
  let fitted: unknown[] | null = null;
  for (const [index, message] of messages.entries()) {
    const kept = isJsonObject(message) && Array.isArray(message.content) ? fitMessage(message, notes) : message;
    if (kept !== message) fitted ??= messages.slice(0, index);
    if (kept !== null) fitted?.push(kept);
  }
  return fitted ?? messages;
}

/** `null` when nothing is left of the message. */
function fitMessage(message: JsonObject, notes: RequestNotes): JsonObject | null {
  const content: readonly unknown[] = Array.isArray(message.content) ? message.content : [];
  const fitted = content.map((block) => fitBlock(block, notes));
  if (fitted.every((block, index) => block === content[index])) return message;
  const kept = fitted.filter((block) => block !== null);
  return kept.length === 0 ? null : { ...message, content: kept };
}

function fitBlock(block: unknown, notes: RequestNotes): unknown {
  if (!isJsonObject(block)) return block;
  switch (block.type) {
    case 'text':
      if (typeof block.text !== 'string' || block.text.trim() !== '') return block;
      notes.changed('empty texts left out');
      return null;
    case 'thinking':
      if (block.signature && !isSealed(block.signature)) return block;
      notes.changed('reasoning without a usable signature left out');
      return null;
    case 'tool_use':
      return withId(block, 'id', notes);
    case 'tool_result':
      return withId(block, 'tool_use_id', notes);
    default:
      return block;
  }
}

function withId(block: JsonObject, key: string, notes: RequestNotes): JsonObject {
  const id = block[key];
  if (typeof id !== 'string') return block;
  const fitted = toolUseId(ownCallId(id));
  if (fitted === id) return block;
  notes.changed('tool call ids rewritten');
  return { ...block, [key]: fitted };
}
