import { nearestName } from '../config/nearest-name.ts';
import { isJsonObject } from '../core/conversation/is-json-object.ts';
import type { JsonObject } from '../core/ports/wire-codec.ts';
import { RouterLineError } from './router-line-error.ts';

const roles = ['system', 'developer', 'user', 'assistant', 'tool', 'function'];
const promptKinds = 'a text, a list of {"role","content"}, or a list of content parts';

/** A prompt as the messages of a Chat Completions request. @throws RouterLineError that names the part at fault. */
export function readPrompt(prompt: unknown): readonly JsonObject[] {
  if (prompt === undefined) throw new RouterLineError('prompt', `is missing: ${promptKinds}`);
  if (typeof prompt === 'string') return [{ role: 'user', content: prompt }];
  if (!Array.isArray(prompt) || prompt.length === 0) throw new RouterLineError('prompt', `expected ${promptKinds}`);
  if (prompt.every(isPart)) return [{ role: 'user', content: partsOf(prompt, 'prompt') }];
  return prompt.map((message: unknown, at) => messageOf(message, `prompt[${at}]`));
}

function isPart(value: unknown): boolean {
  return isJsonObject(value) && value.role === undefined && value.type !== undefined;
}

function messageOf(message: unknown, field: string): JsonObject {
  if (!isJsonObject(message)) throw new RouterLineError(field, 'expected {"role","content"}');
  const { role, content } = message;
  if (typeof role !== 'string' || !roles.includes(role)) {
    const nearest = typeof role === 'string' ? nearestName(role, roles) : null;
    const hint = nearest === null ? '' : ` (did you mean \`${nearest}\`?)`;
    throw new RouterLineError(`${field}.role`, `expected one of ${roles.join(', ')}${hint}`);
  }
  if (typeof content === 'string') return message;
  if (Array.isArray(content)) return { ...message, content: partsOf(content, `${field}.content`) };
  // An assistant that calls tools need not say anything.
  if (role === 'assistant' && (content === null || content === undefined)) return message;
  throw new RouterLineError(`${field}.content`, 'expected a text or a list of content parts');
}

function partsOf(parts: readonly unknown[], field: string): readonly JsonObject[] {
  return parts.map((part, at) => {
    if (!isJsonObject(part) || typeof part.type !== 'string') {
      throw new RouterLineError(`${field}[${at}]`, 'expected a content part, as {"type":"text","text":"…"}');
    }
    if (part.type === 'text' && typeof part.text !== 'string') {
      throw new RouterLineError(`${field}[${at}].text`, 'expected a text');
    }
    return part;
  });
}
