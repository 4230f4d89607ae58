import { maxTurnChars } from './turn-window.ts';

/**
 * Which turns are read when not all fit into `maxChars`: the first, which states the task, then the newest.
 * @returns indexes, in the order of the conversation.
 */
export function turnsToRead(turns: readonly string[], maxChars: number): readonly number[] {
  const chosen: number[] = [];
  let left = maxChars - charsRead(turns[0] ?? '');
  for (let at = turns.length - 1; at > 0; at -= 1) {
    left -= charsRead(turns[at] ?? '');
    if (left < 0) break;
    chosen.push(at);
  }
  if (turns.length > 0) chosen.push(0);
  return chosen.reverse();
}

/** Even an empty turn costs something, so that their number is bounded too. */
const minTurnChars = 100;

function charsRead(turn: string): number {
  return Math.max(minTurnChars, Math.min(turn.length, maxTurnChars));
}
