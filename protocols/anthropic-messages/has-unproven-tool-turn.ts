import { isJsonObject } from '../../core/conversation/is-json-object.ts';

interface Turn {
  readonly role: unknown;
  readonly content: unknown[];
}

/**
 * Whether a model with a thinking budget would refuse these messages, as they are sent: the last thing the assistant
 * did is to call tools, their results are there, and the turn has no thinking block before its calls. The calls of one
 * turn may follow each other's results: a model that does not think in between leaves later ones without.
 */
export function hasUnprovenToolTurn(messages: readonly unknown[]): boolean {
  const turns = toTurns(messages);
  let last = turns.findLastIndex(({ role }) => role === 'assistant');
  if (!holds(turns[last], 'tool_use') || !holds(turns[last + 1], 'tool_result')) return false;
  while (last >= 0 && holds(turns[last], 'tool_use')) {
    if (beginsThinking(turns[last])) return false;
    if (!holds(turns[last - 1], 'tool_result')) break;
    last -= 2;
  }
  return true;
}

/** Messages of one role that follow each other are one turn; texts and instructions say nothing here. */
function toTurns(messages: readonly unknown[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    if (!isJsonObject(message) || (message.role !== 'user' && message.role !== 'assistant')) continue;
    if (turns.at(-1)?.role !== message.role) turns.push({ role: message.role, content: [] });
    const blocks: readonly unknown[] = Array.isArray(message.content) ? message.content : [message.content];
    for (const block of blocks) turns.at(-1)?.content.push(block);
  }
  return turns;
}

function holds(turn: Turn | undefined, type: string): boolean {
  return turn?.content.some((block) => isJsonObject(block) && block.type === type) ?? false;
}

function beginsThinking(turn: Turn | undefined): boolean {
  const first = turn?.content[0];
  return isJsonObject(first) && (first.type === 'thinking' || first.type === 'redacted_thinking');
}
