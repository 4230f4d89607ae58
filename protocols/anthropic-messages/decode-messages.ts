import type { Message } from '../../core/conversation/message.ts';
import type { Part, TextPart } from '../../core/conversation/part.ts';
import { atPath } from '../../core/conversation/paths.ts';
import { decodeBlock, decodeText } from './decode-block.ts';
import { ObjectReader } from './object-reader.ts';
import type { UnknownFields } from './unknown-fields.ts';

/** The top-level instructions as the first message; none when they are empty. */
export function decodeSystem(body: ObjectReader): Message[] {
  const parts = decodeTexts(body, 'system');
  return parts.length === 0 ? [] : [{ role: 'system', parts }];
}

export function decodeMessages(body: ObjectReader, unknown: UnknownFields): Message[] {
  const list = body.list('messages');
  if (list.length === 0) throw body.problem('messages', 'must hold at least one message');
  return list.flatMap((message, index) => decodeMessage(new ObjectReader(message, `messages.${index}`), unknown));
}

function decodeMessage(reader: ObjectReader, unknown: UnknownFields): Message[] {
  const role = reader.string('role');
  if (role === 'system') {
    const parts = decodeTexts(reader, 'content');
    unknown.addRest(reader);
    return [{ role, parts }];
  }
  if (role !== 'user' && role !== 'assistant') throw reader.problem('role', 'must be user, assistant or system');
  const parts = decodeContent(reader, role, unknown);
  unknown.addRest(reader);
  return role === 'user' ? splitToolResults(parts) : [atPath({ role, parts }, reader.path)];
}

function decodeContent(reader: ObjectReader, role: 'user' | 'assistant', unknown: UnknownFields): Part[] {
  const content = reader.take('content');
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return contentList(content, 'content', reader).map((block, index) =>
    decodeBlock(block, `${reader.pathOf('content')}.${index}`, role, unknown),
  );
}

/** Tool results are messages of their own in the neutral model, before what the user says besides, as the format wants them. */
function splitToolResults(parts: readonly Part[]): Message[] {
  const results = parts.filter((part) => part.type === 'tool-result');
  const others = parts.filter((part) => part.type !== 'tool-result');
  const messages: Message[] = [];
  if (results.length > 0) messages.push({ role: 'tool', parts: results });
  if (others.length > 0 || results.length === 0) messages.push({ role: 'user', parts: others });
  return messages;
}

/** A string or a list of text blocks. */
function decodeTexts(reader: ObjectReader, key: string): TextPart[] {
  const content = reader.take(key) ?? '';
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return contentList(content, key, reader).map((value, index) => {
    const block = new ObjectReader(value, `${reader.pathOf(key)}.${index}`);
    if (block.string('type') !== 'text') throw block.problem('type', "must be 'text'");
    return decodeText(block);
  });
}

function contentList(content: unknown, key: string, reader: ObjectReader): readonly unknown[] {
  if (!Array.isArray(content)) throw reader.problem(key, 'must be a string or a list of content blocks');
  return content;
}
