import type { ConversationAnswer } from '../../core/conversation/conversation-answer.ts';
import type { AnswerContext, JsonObject } from '../../core/ports/wire-codec.ts';
import { keptAnnotations } from './annotations.ts';
import { answerId } from './answer-id.ts';
import { encodeUsage } from './chat-usage.ts';
import { asClientCall, customToolNames } from './custom-calls.ts';
import { encodeToolCall } from './encode-assistant.ts';
import { writeLogprobs } from './logprobs.ts';
import { encodeStopReason, nativeStopReason } from './stop-reasons.ts';

/** A neutral answer as a Chat completion with one choice. */
export function encodeAnswer(answer: ConversationAnswer, context: AnswerContext): JsonObject {
  return {
    id: answerId(context.requestId, answer.id),
    object: 'chat.completion',
    created: context.createdAt,
    model: answer.model || context.model,
    choices: [
      {
        index: 0,
        message: encodeMessage(answer, customToolNames(context)),
        logprobs: encodeLogprobs(answer),
        finish_reason: encodeStopReason(answer.stopReason),
        ...nativeStopReason(answer.stopReason),
      },
    ],
    ...(answer.usage === null ? {} : { usage: encodeUsage(answer.usage) }),
    ...(answer.serviceTier === undefined ? {} : { service_tier: answer.serviceTier }),
  };
}

function encodeLogprobs({ parts }: ConversationAnswer): JsonObject | null {
  const of = (type: 'text' | 'refusal'): JsonObject[] | null => {
    const told = parts.flatMap((part) => (part.type === type ? (part.logprobs ?? []) : []));
    return told.length === 0 ? null : writeLogprobs(told);
  };
  const [content, refusal] = [of('text'), of('refusal')];
  return content === null && refusal === null ? null : { content, refusal };
}

function encodeMessage({ parts }: ConversationAnswer, custom: ReadonlySet<string>): JsonObject {
  let content: string | null = null;
  let refusal: string | null = null;
  let reasoning: string | null = null;
  const annotations: unknown[] = [];
  const toolCalls: JsonObject[] = [];
  for (const part of parts) {
    if (part.type === 'text') content = (content ?? '') + part.text;
    else if (part.type === 'refusal') refusal = (refusal ?? '') + part.text;
    else if (part.type === 'reasoning') reasoning = (reasoning ?? '') + part.text;
    else if (part.type === 'tool-call') toolCalls.push(encodeToolCall(asClientCall(part, custom)));
    else if (part.type === 'opaque') annotations.push(...keptAnnotations(part.opaque));
  }
  return {
    role: 'assistant',
    content: content ?? (toolCalls.length > 0 || refusal !== null ? null : ''),
    refusal,
    ...(reasoning ? { reasoning_content: reasoning } : {}),
    ...(annotations.length > 0 ? { annotations } : {}),
    ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
  };
}
