/** What is read of a turn: all of it, or its beginning, middle and end. */
export interface TurnWindow {
  readonly text: string;
  /** How many times longer the turn is than `text`. */
  readonly scale: number;
}

/** People state the task before or after what they paste; the middle tells what was pasted. */
const [headChars, middleChars, tailChars] = [1400, 500, 1300];
/** Most characters read of one turn. */
export const maxTurnChars = headChars + middleChars + tailChars;

export function turnWindow(turn: string): TurnWindow {
  if (turn.length <= maxTurnChars) return { text: turn, scale: 1 };
  const middle = (turn.length - middleChars) >> 1;
  const parts = [turn.slice(0, headChars), turn.slice(middle, middle + middleChars), turn.slice(-tailChars)];
  return { text: parts.join('\n'), scale: turn.length / maxTurnChars };
}
