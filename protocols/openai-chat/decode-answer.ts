import type { ConversationAnswer } from '../../core/conversation/conversation-answer.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { Part, ToolCallPart } from '../../core/conversation/part.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { keepAnnotations, readAnnotations } from './annotations.ts';
import { decodeUsage } from './chat-usage.ts';
import { readContentParts } from './content-parts.ts';
import { finishedChoice } from './finished-choice.ts';
import { readLogprobs } from './logprobs.ts';
import { madeUpCallId } from './made-up-call-id.ts';

/** A whole Chat completion as a neutral answer: its first choice. @throws GatewayError when it is not finished. */
export function decodeAnswer(body: unknown): ConversationAnswer {
  const { completion, choice, stopReason } = finishedChoice(body);
  const message = choice.message;
  if (!isJsonObject(message)) throw new GatewayError('broken-answer', 'The provider sent a choice without a message.');
  const id = nonEmpty(completion.id);
  const parts = withLogprobs(decodeParts(message, id ?? ''), choice.logprobs);
  const serviceTier = nonEmpty(completion.service_tier);
  const hasToolCalls = parts.some((part) => part.type === 'tool-call');
  return {
    id,
    model: nonEmpty(completion.model) ?? '',
    parts,
    // A forced call ends with `stop` here; to other formats it is a tool call like any other.
    stopReason: stopReason === 'stop' && hasToolCalls ? 'tool' : stopReason,
    usage: decodeUsage(completion.usage),
    ...(serviceTier === null ? {} : { serviceTier }),
  };
}

function decodeParts(message: JsonObject, answerId: string): Part[] {
  const parts: Part[] = [];
  const reasoning = nonEmpty(message.reasoning_content) ?? nonEmpty(message.reasoning);
  if (reasoning !== null) parts.push({ type: 'reasoning', text: reasoning });
  const { content } = message;
  if (typeof content === 'string' && content !== '') parts.push({ type: 'text', text: content });
  if (Array.isArray(content)) parts.push(...readContentParts(content));
  const refusal = nonEmpty(message.refusal);
  if (refusal !== null) parts.push({ type: 'refusal', text: refusal });
  const annotations = readAnnotations(message);
  if (annotations.length > 0) parts.push({ type: 'opaque', opaque: keepAnnotations(annotations) });
  const toolCalls = Array.isArray(message.tool_calls) ? message.tool_calls : [];
  const ids = new Set<string>();
  toolCalls.forEach((call, index) => {
    const part = decodeToolCall(call, madeUpCallId(answerId, index), ids);
    ids.add(part.id);
    parts.push(part);
  });
  return parts;
}

/** They are told of the whole text, so of several parts nobody knows whose they are. */
function withLogprobs(parts: Part[], logprobs: unknown): Part[] {
  if (!isJsonObject(logprobs)) return parts;
  const told = { text: readLogprobs(logprobs.content), refusal: readLogprobs(logprobs.refusal) };
  const isOnly = (type: Part['type']) => parts.filter((part) => part.type === type).length === 1;
  return parts.map((part) => {
    if (part.type !== 'text' && part.type !== 'refusal') return part;
    const own = told[part.type];
    return own !== undefined && isOnly(part.type) ? { ...part, logprobs: own } : part;
  });
}

/** @param taken ids of the calls before: two calls of one id could not be answered. */
function decodeToolCall(call: unknown, madeUpId: string, taken: ReadonlySet<string>): ToolCallPart {
  const kind = isJsonObject(call) && isJsonObject(call.custom) ? 'custom' : 'function';
  const what = isJsonObject(call) ? call[kind] : null;
  if (!isJsonObject(call) || !isJsonObject(what) || typeof what.name !== 'string' || what.name === '') {
    throw new GatewayError('broken-answer', 'The provider sent a tool call without a name.');
  }
  const input = kind === 'custom' ? what.input : what.arguments;
  const id = nonEmpty(call.id) ?? madeUpId;
  return {
    type: 'tool-call',
    id: taken.has(id) ? madeUpId : id,
    name: what.name,
    kind,
    // Some servers send the arguments already parsed.
    input: typeof input === 'string' ? input : input == null ? '' : JSON.stringify(input),
  };
}

function nonEmpty(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
