import type { Message, Role } from '../../core/conversation/message.ts';
import type { Part, TextPart } from '../../core/conversation/part.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { Block } from './block.ts';
import { encodePart, markedSystemText } from './encode-part.ts';
import type { PartContext } from './part-context.ts';
import { ToolUseIds } from './tool-use-ids.ts';

type TurnRole = 'user' | 'assistant' | 'system';

/** Turns alternate; tool results stand before everything else of their turn. */
interface Turn {
  readonly role: TurnRole;
  readonly results: Block[];
  readonly content: Block[];
}

export interface EncodedMessages {
  readonly system: Block[];
  readonly messages: { readonly role: TurnRole; readonly content: Block[] }[];
}

/** The conversation as the provider wants it: leading instructions apart, consecutive turns of one role merged. */
export function encodeMessages(messages: readonly Message[], surroundings: Omit<PartContext, 'ids'>): EncodedMessages {
  const context = { ...surroundings, ids: new ToolUseIds() };
  if (messages.some((message) => message.name !== undefined)) context.notes.changed('message names dropped');
  const leading = countLeadingSystem(messages);
  const nextSpeakers = listNextSpeakers(messages);
  const system: Turn = { role: 'system', results: [], content: [] };
  const turns: Turn[] = [];
  for (const [index, message] of messages.entries()) {
    if (index < leading) addParts([system], 'system', systemParts(message, context), context);
    else if (isSystem(message.role)) addSystem(turns, message, nextSpeakers[index] ?? null, context);
    else addParts(turns, message.role === 'assistant' ? 'assistant' : 'user', message.parts, context);
  }
  if (turns.length === 0) {
    // Where nothing is left, what was refused is the reason.
    context.notes.settle();
    throw invalidRequest('messages', '`messages` must hold at least one message with content.');
  }
  addFirstTurn(turns, context);
  trimPrefill(turns, context);
  return {
    system: system.content,
    messages: turns.map(({ role, results, content }) => ({ role, content: [...results, ...content] })),
  };
}

function isSystem(role: Role): boolean {
  return role === 'system' || role === 'developer';
}

/** The provider wants at least one turn, so the last message of instructions alone becomes one. */
function countLeadingSystem(messages: readonly Message[]): number {
  const first = messages.findIndex((message) => !isSystem(message.role));
  return first === -1 ? messages.length - 1 : first;
}

/** For each message, who speaks after it, instructions aside; found in one pass, for conversations may be long. */
function listNextSpeakers(messages: readonly Message[]): (Role | null)[] {
  const speakers: (Role | null)[] = new Array(messages.length).fill(null);
  let next: Role | null = null;
  for (const [index, { role }] of [...messages.entries()].reverse()) {
    speakers[index] = next;
    if (!isSystem(role)) next = role;
  }
  return speakers;
}

/** A system turn may only follow a user turn and must be the last or come before an assistant turn. */
function addSystem(turns: Turn[], message: Message, next: Role | null, context: PartContext): void {
  const parts = systemParts(message, context);
  if (parts.length === 0) return;
  const previous = turns.at(-1)?.role;
  const inPlace = (previous === 'user' || previous === 'system') && (next === null || next === 'assistant');
  if (context.capabilities.midConversationSystem === true && inPlace) {
    addParts(turns, 'system', parts, context);
    return;
  }
  context.notes.changed('later system messages sent as marked user text');
  addParts(turns, 'user', parts.map(markedSystemText), context);
}

function systemParts(message: Message, context: PartContext): TextPart[] {
  const texts = message.parts.filter((part) => part.type === 'text');
  if (texts.length < message.parts.length) context.notes.unsupported('messages', 'a system message may hold text only');
  if (texts.some(isBlank)) context.notes.changed('blank text dropped');
  return texts.filter((part) => part.text.trim() !== '');
}

/** Of an empty text nothing is lost. */
function isBlank({ text }: TextPart): boolean {
  return text !== '' && text.trim() === '';
}

function addParts(turns: Turn[], role: TurnRole, parts: readonly Part[], context: PartContext): void {
  const blocks = parts.map((part) => encodePart(part, context)).filter((block) => block !== null);
  if (blocks.length === 0) return;
  let turn = turns.at(-1);
  if (turn?.role !== role) {
    turn = { role, results: [], content: [] };
    turns.push(turn);
  }
  for (const block of blocks) (block.type === 'tool_result' ? turn.results : turn.content).push(block);
}

/** The provider wants the user to begin. */
function addFirstTurn(turns: Turn[], { notes }: Pick<PartContext, 'notes'>): void {
  if (turns[0]?.role !== 'assistant') return;
  turns.unshift({ role: 'user', results: [], content: [{ type: 'text', text: '(The conversation begins.)' }] });
  notes.changed('a first user turn added');
}

/** The provider refuses to continue a text that ends in white space. */
function trimPrefill(turns: readonly Turn[], { notes }: Pick<PartContext, 'notes'>): void {
  const last = turns.at(-1);
  const block = last?.role === 'assistant' ? last.content.at(-1) : undefined;
  if (block === undefined || typeof block.text !== 'string') return;
  const trimmed = block.text.trimEnd();
  if (trimmed === block.text) return;
  block.text = trimmed;
  notes.changed('white space at the end of the last assistant message trimmed');
}
