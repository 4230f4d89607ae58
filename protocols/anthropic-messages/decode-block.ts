import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { FilePart, Part, ReasoningPart, TextPart } from '../../core/conversation/part.ts';
import { atPath } from '../../core/conversation/paths.ts';
import { isSealed, openReasoning } from '../openai-responses/reasoning-envelope.ts';
import { decodeExtras } from './decode-extras.ts';
import { decodeFile } from './decode-file.ts';
import { ObjectReader } from './object-reader.ts';
import { opaqueBlock } from './opaque-block.ts';
import { protocolName } from './protocol-name.ts';
import { ownCallId } from './tool-use-id.ts';
import type { UnknownFields } from './unknown-fields.ts';

/** The blocks that only one side of a conversation may write. */
const userBlocks: ReadonlySet<string> = new Set(['image', 'document', 'tool_result']);
const assistantBlocks: ReadonlySet<string> = new Set(['thinking', 'redacted_thinking', 'tool_use']);

/** A content block of a message in a request. Blocks the neutral model has no word for stay as they are. */
export function decodeBlock(block: unknown, path: string, role: 'user' | 'assistant', unknown: UnknownFields): Part {
  const part = decodePart(block, path, role, unknown);
  return part.type === 'text' ? part : atPath(part, path);
}

function decodePart(block: unknown, path: string, role: 'user' | 'assistant', unknown: UnknownFields): Part {
  const reader = new ObjectReader(block, path);
  const type = reader.string('type');
  if ((role === 'user' ? assistantBlocks : userBlocks).has(type)) {
    throw reader.problem('type', `is ${type}, which no ${role} message may hold`);
  }
  switch (type) {
    case 'text':
      return decodeText(reader);
    case 'image':
    case 'document':
      return decodeFile(type, reader, unknown) ?? asOpaque(reader);
    case 'tool_result':
      return {
        type: 'tool-result',
        toolCallId: ownCallId(reader.string('tool_use_id')),
        content: decodeResultContent(reader, unknown),
        ...(reader.optionalBoolean('is_error') === true && { isError: true }),
        ...decodeExtras(reader),
      };
    case 'tool_use':
      return {
        type: 'tool-call',
        id: ownCallId(reader.string('id')),
        name: reader.string('name'),
        kind: 'function',
        input: decodeInput(reader),
        ...decodeExtras(reader),
      };
    case 'thinking':
      return decodeThinkingBlock(reader);
    case 'redacted_thinking':
      return { type: 'reasoning', text: '', redacted: reader.string('data') };
    default:
      return asOpaque(reader);
  }
}

/** Some clients leave out the input of a call without arguments. */
function decodeInput(reader: ObjectReader): string {
  const input = reader.take('input') ?? '';
  return input === '' ? '' : JSON.stringify(reader.object('input').whole());
}

/** Reasoning of another provider's model has an empty signature here, or what its provider needs back, sealed. */
function decodeThinkingBlock(reader: ObjectReader): ReasoningPart {
  const text = reader.string('thinking');
  const signature = reader.optionalString('signature') ?? '';
  if (!isSealed(signature)) return { type: 'reasoning', text, ...(signature !== '' && { signature }) };
  const { opaque } = openReasoning(signature) ?? {};
  return { type: 'reasoning', text, ...(opaque && { opaque }) };
}

export function decodeText(reader: ObjectReader): TextPart {
  return { type: 'text', text: reader.string('text'), ...decodeExtras(reader) };
}

function decodeResultContent(reader: ObjectReader, unknown: UnknownFields): (TextPart | FilePart)[] {
  const content = reader.take('content') ?? [];
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (!Array.isArray(content)) throw reader.problem('content', 'must be a string or a list of content blocks');
  const parts: (TextPart | FilePart)[] = [];
  for (const [index, block] of content.entries()) {
    const path = `${reader.pathOf('content')}.${index}`;
    const part = foundTool(block) ?? decodeBlock(block, path, 'user', unknown);
    if (part.type === 'text' || part.type === 'file') parts.push(part);
    else unknown.add(path, block);
  }
  return parts;
}

/** A tool that a search has found is named, for models that were shown it all along. */
function foundTool(block: unknown): TextPart | null {
  if (!isJsonObject(block) || block.type !== 'tool_reference' || typeof block.tool_name !== 'string') return null;
  return { type: 'text', text: block.tool_name, opaque: { protocol: protocolName, data: block } };
}

function asOpaque(reader: ObjectReader): Part {
  return opaqueBlock(reader.whole());
}
