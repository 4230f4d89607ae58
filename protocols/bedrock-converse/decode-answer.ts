import type { ConversationAnswer } from '../../core/conversation/conversation-answer.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { answerOfTool } from './answer-of-tool.ts';
import { decodePart } from './decode-part.ts';
import { decodeUsage } from './decode-usage.ts';
import { asObject, asText } from './shape.ts';
import { decodeStopReason } from './stop-reason.ts';

/**
 * @param body the output of `Converse`. It names no model but that of a prompt router; otherwise `model` is empty.
 * @param answerTool the tool whose input is the answer, as `encodeRequest` told.
 */
export function decodeAnswer(body: unknown, answerTool: string | null = null): ConversationAnswer {
  const output = asObject(body);
  const content = asObject(asObject(output?.output)?.message)?.content;
  const stopReason = asText(output?.stopReason);
  if (output === null || !Array.isArray(content) || stopReason === null)
    throw new GatewayError('broken-answer', 'Amazon Bedrock sent an answer without a message or a stop reason.');
  const router = asObject(asObject(output.trace)?.promptRouter);
  const tier = asText(asObject(output.serviceTier)?.type);
  const answer: ConversationAnswer = {
    id: null,
    model: asText(router?.invokedModelId) ?? '',
    parts: content.map((block) => decodePart(asObject(block) ?? {})),
    stopReason: decodeStopReason(stopReason),
    usage: decodeUsage(output.usage),
    ...(tier === null ? {} : { serviceTier: tier }),
  };
  return answerTool === null ? answer : answerOfTool(answer, answerTool);
}
