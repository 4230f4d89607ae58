import type { Message, Role } from '../../core/conversation/message.ts';
import type { Part } from '../../core/conversation/part.ts';
import { pathOf } from '../../core/conversation/paths.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import { CallIds } from './call-ids.ts';
import { ContentList, type WireContent } from './content-list.ts';
import type { EncodeContext } from './encode-context.ts';
import { encodePart } from './encode-part.ts';
import { encodeToolCall, encodeToolResult } from './encode-tool-parts.ts';
import { signFirstCall } from './thought-signature.ts';
import type { WirePart } from './wire-part.ts';

export interface EncodedContents {
  readonly systemInstruction: WirePart[];
  readonly contents: WireContent[];
}

/** The conversation as the provider wants it: leading instructions apart, turns alternating, the user's first. */
export function encodeContents(messages: readonly Message[], context: EncodeContext): EncodedContents {
  const { notes, facts } = context;
  const systemInstruction: WirePart[] = [];
  const list = new ContentList();
  const ids = new CallIds(context.host.takesCallIds);
  const leading = countLeadingSystem(messages);
  for (const [index, message] of messages.entries()) {
    if (message.name !== undefined) notes.changed('message names dropped');
    if (index < leading) systemInstruction.push(...systemTexts(message, context).map((text) => ({ text })));
    else if (isSystem(message.role)) addLaterSystem(list, message, context);
    else if (message.role === 'assistant') list.add('model', assistantParts(message, ids, context));
    else addUserParts(list, message.parts, ids, context);
  }
  const contents = list.contents();
  if (contents.length === 0) {
    // Where nothing is left, what was refused is the reason.
    notes.settle();
    throw invalidRequest('messages', '`messages` must hold at least one message with content.');
  }
  if (contents.at(-1)?.role === 'model' && facts.capabilities.prefill === false) {
    notes.refusedPart(messages.at(-1), 'this model does not continue an assistant message');
  }
  if (contents[0]?.role === 'model') {
    contents.unshift({ role: 'user', parts: [{ text: '(The conversation begins.)' }] });
    notes.changed('a first user turn added');
  }
  signCalls(contents, context);
  return { systemInstruction, contents };
}

function isSystem(role: Role): boolean {
  return role === 'system' || role === 'developer';
}

/** The provider wants at least one turn, so the last message of instructions alone becomes one. */
function countLeadingSystem(messages: readonly Message[]): number {
  const first = messages.findIndex((message) => !isSystem(message.role));
  return first === -1 ? messages.length - 1 : first;
}

function systemTexts({ parts }: Message, { notes }: EncodeContext): string[] {
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  if (texts.length < parts.length) notes.unsupported('messages', 'a system message may hold text only');
  // Of an empty text nothing is lost.
  if (texts.some((text) => text !== '' && text.trim() === '')) notes.changed('blank text dropped');
  return texts.filter((text) => text.trim() !== '');
}

function addLaterSystem(list: ContentList, message: Message, context: EncodeContext): void {
  const parts = systemTexts(message, context).map((text) => ({ text: `<system>\n${text}\n</system>` }));
  if (parts.length > 0) context.notes.changed('later system messages sent as marked user text');
  list.add('user', parts);
}

function assistantParts(message: Message, ids: CallIds, context: EncodeContext): WirePart[] {
  return message.parts.flatMap((part) =>
    part.type === 'tool-call' ? [encodeToolCall(part, ids)] : encodePart(part, 'assistant', context),
  );
}

function addUserParts(list: ContentList, parts: readonly Part[], ids: CallIds, context: EncodeContext): void {
  for (const part of parts) {
    if (part.type !== 'tool-result') {
      list.add('user', encodePart(part, 'user', context));
      continue;
    }
    const call = ids.findCall(part.toolCallId);
    if (call === null)
      throw invalidRequest(pathOf(part) ?? 'messages', `No tool call has the id '${part.toolCallId}'.`);
    const { response, beside } = encodeToolResult(part, call, context);
    list.addResult(call.position, [response]);
    list.add('user', beside);
  }
}

function signCalls(contents: readonly WireContent[], { generation, notes }: EncodeContext): void {
  if (generation === null || generation < 3) return;
  for (const { role, parts } of contents) {
    if (role === 'model' && signFirstCall(parts)) notes.changed('a stand-in sent for a missing thought signature');
  }
}
