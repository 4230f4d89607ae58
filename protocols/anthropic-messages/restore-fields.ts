import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { RequestNotes } from '../request-notes/request-notes.ts';
import { isOfDocument } from './advisory-fields.ts';
import type { Block } from './block.ts';
import { protocolName } from './protocol-name.ts';

/** Objects whose further fields go back into them, and are made where they are missing. */
const parents: ReadonlySet<string> = new Set(['metadata', 'output_config']);

/** Puts the fields a client of this very format sent, and the neutral model has no word for, back where they stood. */
export function restoreFields(body: Block, request: ConversationRequest, notes: RequestNotes): void {
  if (request.fieldsProtocol !== protocolName) return;
  const fields = Object.entries({ ...request.unknown, ...request.advisory });
  const tools: unknown[] = Array.isArray(body.tools) ? [...body.tools] : [];
  // Whole tools first and in their order: only then does every tool stand where it stood.
  for (const [path, value] of fields.filter(([path]) => isTool(path)).sort(byPosition)) {
    tools.splice(positionOf(path), 0, value);
  }
  if (tools.length > 0) body.tools = tools;
  for (const [path, value] of fields) {
    if (!isTool(path) && !restore(body, tools, path.split('.'), value)) notes.unknownField(path);
  }
}

/** Whether the field could go back. */
function restore(body: Block, tools: unknown[], path: readonly string[], value: unknown): boolean {
  const [first = '', second, third] = path;
  // As a key of its own it would be the object's prototype.
  if (first === '__proto__') return false;
  if (second === undefined) {
    body[first] = value;
    return true;
  }
  if (first === 'tools' && third !== undefined) {
    const tool = tools[Number(second)];
    if (isJsonObject(tool)) tools[Number(second)] = { ...tool, [third]: value };
    return isJsonObject(tool);
  }
  // The document has brought it along.
  if (isOfDocument(path.join('.'))) return true;
  if (path.length > 2) return false;
  if (parents.has(first)) {
    body[first] = { ...(isJsonObject(body[first]) ? body[first] : {}), [second]: value };
    return true;
  }
  if (first === 'thinking') {
    const { thinking } = body;
    // Thinking that this model cannot be asked for has no form either.
    if (isJsonObject(thinking) && thinking.type !== 'disabled') body.thinking = { ...thinking, [second]: value };
    return true;
  }
  return false;
}

function isTool(path: string): boolean {
  return /^tools\.\d+$/.test(path);
}

function positionOf(path: string): number {
  return Number(path.slice('tools.'.length));
}

function byPosition([one]: [string, unknown], [other]: [string, unknown]): number {
  return positionOf(one) - positionOf(other);
}
