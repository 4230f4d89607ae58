/** What is read of a turn: all of it, or its beginning, middle and end. */
export interface TurnWindow {
  readonly text: string;
  /** How many times longer the turn is than `text`. */
  readonly scale: number;
}

/** Most characters read of one turn. */
export const maxTurnChars = 3200;
/** People state the task before or after what they paste; the middle tells what was pasted. */
const [headShare, middleShare] = [0.44, 0.16];

export function turnWindow(turn: string, maxChars: number): TurnWindow {
  if (turn.length <= maxChars) return { text: turn, scale: 1 };
  const headChars = Math.floor(maxChars * headShare);
  const middleChars = Math.floor(maxChars * middleShare);
  const middle = (turn.length - middleChars) >> 1;
  const tail = turn.slice(headChars + middleChars - maxChars);
  const text = `${turn.slice(0, headChars)}\n${turn.slice(middle, middle + middleChars)}\n${tail}`;
  return { text, scale: turn.length / maxChars };
}
