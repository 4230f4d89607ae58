import type { ConversationAnswer } from '../../core/conversation/conversation-answer.ts';
import type { Part } from '../../core/conversation/part.ts';
import { saysCut } from '../../core/conversation/says-cut.ts';
import type { AnswerContext, JsonObject } from '../../core/ports/wire-codec.ts';
import { malformedError } from './malformed-error.ts';
import { offeredTools } from './offered-tools.ts';
import {
  callInput,
  callItem,
  clientCall,
  companionItem,
  encodeContentPart,
  type ItemStatus,
  messageItem,
  reasoningItem,
} from './output-items.ts';
import { itemId, responseId } from './response-id.ts';
import { responseResource } from './response-resource.ts';
import { encodeStatus } from './response-status.ts';
import { ToolNames } from './tool-names.ts';
import { otherFields, readWireData } from './wire-data.ts';

/** A neutral answer as a whole response. */
export function encodeAnswer(answer: ConversationAnswer, context: AnswerContext): JsonObject {
  const { status, reason, native } = encodeStatus(answer.stopReason);
  const state = {
    status,
    upstreamId: answer.id,
    model: answer.model,
    output: encodeOutput(answer, context),
    usage: answer.usage,
    incompleteReason: reason,
    nativeReason: native,
    ...(status === 'failed' ? { error: malformedError } : {}),
    ...(answer.serviceTier === undefined ? {} : { serviceTier: answer.serviceTier }),
  };
  return responseResource(state, context);
}

type Group = readonly [Part, ...Part[]];

function encodeOutput(answer: ConversationAnswer, context: AnswerContext): JsonObject[] {
  const names = new ToolNames(offeredTools(context.echo?.body ?? {}));
  const owner = responseId(context, answer.id);
  const isCut = saysCut(answer.stopReason);
  const groups = groupParts(answer.parts);
  const output: JsonObject[] = [];
  for (const group of groups) {
    const status = isCut && group === groups.at(-1) ? 'incomplete' : 'completed';
    const place = { index: output.length, owner, status, names, writtenBy: context.echo?.writtenBy } as const;
    output.push(...encodeGroup(group, place));
  }
  return output;
}

/** Texts and refusals side by side are one message, unless their provider said otherwise; every other part is an item. */
function groupParts(parts: readonly Part[]): Group[] {
  const groups: [Part, ...Part[]][] = [];
  let last: Part | null = null;
  for (const part of parts) {
    if (isOtherProtocols(part)) continue;
    if (last !== null && isSpoken(last) && isSpoken(part) && messageId(last) === messageId(part))
      groups.at(-1)?.push(part);
    else groups.push([part]);
    last = part;
  }
  return groups;
}

interface Place {
  readonly index: number;
  readonly owner: string;
  readonly status: ItemStatus;
  readonly names: ToolNames;
  readonly writtenBy: string | undefined;
}

function encodeGroup(group: Group, { index, owner, status, names, writtenBy }: Place): JsonObject[] {
  const [part] = group;
  switch (part.type) {
    case 'text':
    case 'refusal': {
      const { message = {} } = readWireData(part.opaque);
      const id = ownId(message.id) ?? itemId('message', owner, index);
      const content = group.filter(isSpoken).map(encodeContentPart);
      return [messageItem(id, status, content, otherFields(message, answerFields) ?? {})];
    }
    case 'reasoning': {
      const { item } = readWireData(part.opaque);
      return [item ?? reasoningItem(itemId('reasoning', owner, index), null, part, writtenBy)];
    }
    case 'tool-call': {
      const { item = {} } = readWireData(part.opaque);
      const call = clientCall(part, names);
      const id = ownId(item.id) ?? itemId(call.type, owner, index);
      const extras = otherFields(item, answerFields) ?? {};
      const companion = companionItem(itemId('reasoning', owner, index + 1), part.id, part.opaque, writtenBy);
      const content = { callId: part.id, input: callInput(call, part.input), extras };
      // What its provider signed, it wrote to the end.
      if (companion !== null) return [callItem(id, 'completed', call, content), companion];
      return [callItem(id, status, call, content)];
    }
    case 'opaque': {
      const { item } = readWireData(part.opaque);
      return item === undefined ? [] : [item];
    }
    default:
      return [];
  }
}

/** Fields that an answer sets by itself. */
const answerFields: ReadonlySet<string> = new Set(['id', 'status', 'name', 'namespace']);

function isSpoken(part: Part): part is Extract<Part, { type: 'text' | 'refusal' }> {
  return part.type === 'text' || part.type === 'refusal';
}

function isOtherProtocols(part: Part): boolean {
  return part.type === 'opaque' && readWireData(part.opaque).item === undefined;
}

function messageId(part: Part): unknown {
  return part.type === 'opaque' ? null : readWireData(part.opaque).message?.id;
}

function ownId(id: unknown): string | null {
  return typeof id === 'string' && id !== '' ? id : null;
}
