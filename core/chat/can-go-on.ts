import { type AnswerEvent, Seen } from '../ports/chat-model.ts';
import type { ChatCall } from './chat-call.ts';

/** Texts of several choices are woven into one stream, and logprobs are told for none but the answer's own. */
export function canGoOn(call: ChatCall): boolean {
  if (call.mayGoOn === false) return false;
  try {
    const { choiceCount = 1, logprobs = false } = call.conversation();
    return choiceCount === 1 && !logprobs;
  } catch {
    // A body that passed through although it cannot be read.
    return false;
  }
}

/** Whether an event is the first that a client is to see: real content, or the end of an answer that has none. */
export function opensTheAnswer(event: AnswerEvent): boolean {
  if (event.type === 'accepted') return false;
  return event.type === 'finished' || (event.seen & (Seen.content | Seen.stop)) !== 0;
}
