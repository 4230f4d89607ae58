import type { CompletedAnswer } from '../../core/ports/chat-model.ts';
import { decodeAnswer } from '../../protocols/anthropic-messages/decode-answer.ts';
import { readRawAnswer } from '../../protocols/anthropic-messages/raw-answer.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';

type AnswerContent = Pick<CompletedAnswer, 'stopReason' | 'usage' | 'content'>;

/** A whole answer, checked; its bytes stay as they came. @throws GatewayError when it is not a finished answer. */
export function readBytes(bytes: Buffer): AnswerContent {
  return { ...readRawAnswer(bytes), content: { kind: 'raw', bytes } };
}

/** A whole answer in the neutral form. @throws GatewayError when it is not a finished answer. */
export function readNeutral(bytes: Buffer): AnswerContent {
  const answer = decodeAnswer(parseProviderJson(bytes.toString('utf8'), 'an answer'));
  return { stopReason: answer.stopReason, usage: answer.usage, content: { kind: 'neutral', answer } };
}
