import type { Message } from '../conversation/message.ts';
import type { TurnItem } from './turn.ts';

/**
 * The messages a model is given for a turn. Items of the assistant that follow each other are one message, as the
 * answer was that they came from, and so are tool results; of instructions the latest turn's are heard, and first.
 * @param history what the path says, the earliest first.
 * @param input what the new turn adds.
 */
export function assembleMessages(history: readonly TurnItem[], input: readonly TurnItem[]): readonly Message[] {
  const instructions = latestInstructions(history, input);
  const messages: Message[] = [];
  for (const { message } of instructions) if (message) messages.push(message);
  for (const { message, isInstructions } of [...history, ...input]) {
    if (!message || isInstructions) continue;
    const last = messages.at(-1);
    if (last && isOneMessage(last, message)) {
      messages[messages.length - 1] = { ...last, parts: [...last.parts, ...message.parts] };
    } else {
      messages.push(message);
    }
  }
  return messages;
}

/** Those of the input, else the last run of them in the history. */
function latestInstructions(history: readonly TurnItem[], input: readonly TurnItem[]): readonly TurnItem[] {
  const own = input.filter(({ isInstructions }) => isInstructions);
  if (own.length > 0) return own;
  const end = history.findLastIndex(({ isInstructions }) => isInstructions) + 1;
  let start = end;
  while (history[start - 1]?.isInstructions) start--;
  return history.slice(start, end);
}

function isOneMessage(one: Message, next: Message): boolean {
  return one.role === next.role && (one.role === 'assistant' || one.role === 'tool') && one.name === next.name;
}
