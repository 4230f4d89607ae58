import type { CompletedAnswer } from '../../core/ports/chat-model.ts';
import { readRawAnswer } from '../../protocols/openai-chat/answer-watcher.ts';
import { choicesIn, fewerChoices } from './fewer-choices.ts';

type AnswerContent = Pick<CompletedAnswer, 'stopReason' | 'usage' | 'content'>;

/**
 * A whole answer, checked; its bytes stay as they came.
 * @throws GatewayError when it is not a finished answer, or holds fewer choices than were asked for.
 */
export function readBytes(bytes: Buffer, choiceCount: number): AnswerContent {
  const read = readRawAnswer(bytes);
  if (choiceCount > 1 && choicesIn(bytes) < choiceCount) throw fewerChoices(choiceCount);
  return { ...read, content: { kind: 'raw', bytes } };
}
