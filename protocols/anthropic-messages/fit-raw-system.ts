import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { RequestNotes } from '../request-notes/request-notes.ts';
import type { Block } from './block.ts';
import { markedSystemText } from './encode-part.ts';

export interface FittedSystem {
  readonly system: unknown;
  readonly messages: readonly unknown[];
}

/** For models that take instructions at the top only: leading ones go there, later ones become marked text of the user's. */
export function fitRawSystem(body: JsonObject, messages: readonly unknown[], notes: RequestNotes): FittedSystem | null {
  if (!messages.some(isSystem)) return null;
  const first = messages.findIndex((message) => !isSystem(message));
  const leading = messages.slice(0, Math.max(first, 0)).flatMap(textsOf);
  if (leading.length > 0) notes.changed('leading system messages sent as system');
  const rest = messages.slice(Math.max(first, 0)).map((message) => {
    if (!isSystem(message)) return message;
    notes.changed('later system messages sent as marked user text');
    return { role: 'user', content: textsOf(message).map(marked) };
  });
  return { system: leading.length === 0 ? body.system : [...toBlocks(body.system), ...leading], messages: rest };
}

function isSystem(message: unknown): message is JsonObject {
  return isJsonObject(message) && message.role === 'system';
}

function textsOf(message: unknown): readonly unknown[] {
  return isJsonObject(message) ? toBlocks(message.content) : [];
}

function toBlocks(content: unknown): readonly unknown[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return Array.isArray(content) ? content : [];
}

function marked(block: unknown): unknown {
  if (!isJsonObject(block) || typeof block.text !== 'string') return block;
  const fitted: Block = { ...block, text: markedSystemText({ type: 'text', text: block.text }).text };
  return fitted;
}
