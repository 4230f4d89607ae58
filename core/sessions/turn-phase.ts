import type { PathTurn } from './turn.ts';

/**
 * Where a turn stands: it `runs` (a session it is the latest of is busy), it was `abandoned` by a process that ended
 * (finish it as failed before its session goes on), it `counts` for what follows, or it is `void`: failed or cancelled.
 * @param now milliseconds since the epoch.
 */
export function turnPhase(turn: PathTurn, now: number): 'runs' | 'abandoned' | 'counts' | 'void' {
  switch (turn.status) {
    case 'in_progress':
      return now < turn.runsUntil ? 'runs' : 'abandoned';
    case 'completed':
    case 'incomplete':
      return 'counts';
    default:
      return 'void';
  }
}
