import type { ConversationAnswer } from '../../core/conversation/conversation-answer.ts';
import type { Part } from '../../core/conversation/part.ts';

/** The answer as the client asked for it: the input of the answer's tool as text, and no call of that tool. */
export function answerOfTool(answer: ConversationAnswer, answerTool: string): ConversationAnswer {
  const isAnswer = (part: Part) => part.type === 'tool-call' && part.name === answerTool;
  const first = answer.parts.findIndex(isAnswer);
  if (first === -1) return answer;
  const parts = answer.parts.flatMap((part, index): Part[] => {
    if (part.type !== 'tool-call' || !isAnswer(part)) return [part];
    // Two answers would be no JSON together.
    return index === first ? [{ type: 'text', text: part.input }] : [];
  });
  const callsOthers = parts.some((part) => part.type === 'tool-call');
  const stopReason = answer.stopReason === 'tool' && !callsOthers ? 'stop' : answer.stopReason;
  return { ...answer, parts, stopReason };
}
