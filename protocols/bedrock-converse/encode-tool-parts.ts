import type { ToolCallPart, ToolResultPart } from '../../core/conversation/part.ts';
import { pathOf } from '../../core/conversation/paths.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { ContentBlock, JsonDocument, ToolResultContentBlock } from './converse-wire.ts';
import type { DocumentNames } from './document-names.ts';
import type { EncodeContext } from './encode-context.ts';
import { encodeResultFile } from './encode-file.ts';
import { toolName } from './tool-name.ts';

export function encodeToolCall(part: ToolCallPart, toolUseId: string, { changes }: EncodeContext): ContentBlock {
  if (!toolName.test(part.name))
    changes.refuseMessages('a tool call of the history has a name this target refuses', part);
  return { toolUse: { toolUseId, name: part.name, input: callInput(part) } };
}

function callInput(part: ToolCallPart): JsonDocument {
  if (part.input.trim() === '') return {};
  let input: unknown;
  try {
    input = JSON.parse(part.input);
  } catch {
    throw invalidRequest(pathOf(part) ?? 'messages', `The arguments of tool call "${part.id}" are not JSON.`);
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw invalidRequest(pathOf(part) ?? 'messages', `The arguments of tool call "${part.id}" are not a JSON object.`);
  return input as JsonDocument;
}

export function encodeToolResult(
  part: ToolResultPart,
  toolUseId: string,
  names: DocumentNames,
  context: EncodeContext,
): ContentBlock {
  const content: ToolResultContentBlock[] = [];
  for (const item of part.content) {
    if (item.type === 'file') {
      const file = encodeResultFile(item, names, context);
      if (file !== null) content.push(file);
    } else if (item.text.trim() !== '') content.push({ text: item.text });
    else if (item.text !== '') context.changes.say('blank text dropped');
  }
  if (content.length === 0) {
    // Bedrock refuses blank text and an empty list alike.
    content.push({ text: '(empty)' });
    context.changes.say('empty tool result → "(empty)"');
  }
  const status = part.isError === true && takesStatus(context) ? { status: 'error' as const } : {};
  return { toolResult: { toolUseId, content, ...status } };
}

function takesStatus({ family, changes }: EncodeContext): boolean {
  if (family === 'claude' || family === 'nova' || family === 'nova-2' || family === 'hidden') return true;
  changes.say('error mark of tool results dropped');
  return false;
}
