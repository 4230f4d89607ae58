import type { Message } from '../../core/conversation/message.ts';
import type { FilePart, Part, ToolResultPart } from '../../core/conversation/part.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { markLastPart } from './cache-breakpoints.ts';
import { encodeAssistantMessage } from './encode-assistant.ts';
import { type ContentEncoding, type EncodablePart, encodeContent } from './encode-content.ts';

/** Neutral messages as Chat messages; one `tool` message per result. */
export function encodeMessages(messages: readonly Message[], encoding: ContentEncoding): JsonObject[] {
  const encoded: JsonObject[] = [];
  /** Files of tool results, which cannot hold any here; they follow the results in a user message. */
  let files: FilePart[] = [];
  const sendFiles = (): void => {
    if (files.length === 0) return;
    const content = encodeContent(files, encoding);
    files = [];
    // Nothing of them could be sent, which is said.
    if (content === '') return;
    encoding.losses.changed('files of tool results moved to a user message');
    encoded.push({ role: 'user', content });
  };
  for (const message of messages) {
    const name = message.name === undefined ? {} : { name: message.name };
    if (message.role === 'tool') {
      for (const part of message.parts) {
        if (part.type !== 'tool-result') continue;
        encoded.push({ ...encodeToolResult(part, encoding), ...name });
        files.push(...part.content.filter((content) => content.type === 'file'));
      }
      continue;
    }
    sendFiles();
    if (message.role === 'assistant') {
      encoded.push({ ...encodeAssistantMessage(message.parts, encoding), ...name });
      continue;
    }
    const isUser = message.role === 'user';
    const parts = message.parts.filter((part) => isContent(part, isUser, encoding));
    encoded.push({ role: message.role, content: encodeContent(parts, encoding), ...name });
  }
  sendFiles();
  return encoded;
}

function isContent(part: Part, isUser: boolean, { losses }: ContentEncoding): part is EncodablePart {
  if (part.type === 'text' || (isUser && (part.type === 'file' || part.type === 'opaque'))) return true;
  losses.part(part, `a ${part.type} part in a ${isUser ? 'user' : 'system'} message`);
  return false;
}

function encodeToolResult(part: ToolResultPart, encoding: ContentEncoding): JsonObject {
  const { toolCallId, content, isError, cacheBreakpoint } = part;
  if (isError) encoding.losses.changed('error mark of tool results dropped');
  const texts = content.filter((inner) => inner.type === 'text');
  const marked = markLastPart(texts, cacheBreakpoint, encoding);
  return { role: 'tool', tool_call_id: toolCallId, content: encodeContent(marked, encoding) };
}
