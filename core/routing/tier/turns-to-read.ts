import { skimTurn } from './skim-turn.ts';
import type { TierWeights } from './tier-weights.ts';
import { maxTurnChars } from './turn-window.ts';

export interface TurnsToRead {
  /** Indexes, in the order of the conversation. */
  readonly turns: readonly number[];
  /** Most characters to read of each. */
  readonly maxTurnChars: number;
}

/** Of turns that do not all fit, so many characters are read of each. */
const sharedTurnChars = 1000;
/** What walking the trees for one turn costs, in characters read in the same time. */
const costOfTurn = 400;
/** The newest turns are skimmed; what is older than so many is past deciding. */
const maxSkimmedTurns = 100;

/** Which turns are read when not all fit into `maxChars`: the first, the last, then what a skim takes for the hardest. */
export function turnsToRead(turns: readonly string[], weights: TierWeights, maxChars: number): TurnsToRead {
  let total = 0;
  for (let at = 0; at < turns.length && total <= maxChars; at += 1) total += costOf(turns[at] ?? '', maxTurnChars);
  if (total <= maxChars) return { turns: [...turns.keys()], maxTurnChars };
  const last = turns.length - 1;
  const between: { readonly at: number; readonly skimmed: number }[] = [];
  for (let at = Math.max(1, last - maxSkimmedTurns); at < last; at += 1) {
    between.push({ at, skimmed: skimTurn(turns[at] ?? '', weights) });
  }
  between.sort((a, b) => b.skimmed - a.skimmed || b.at - a.at);
  const chosen: number[] = [];
  let left = maxChars;
  for (const at of new Set([0, last, ...between.map((each) => each.at)])) {
    left -= costOf(turns[at] ?? '', sharedTurnChars);
    if (left < 0 && chosen.length > 0) break;
    chosen.push(at);
  }
  return { turns: chosen.sort((a, b) => a - b), maxTurnChars: sharedTurnChars };
}

function costOf(turn: string, maxChars: number): number {
  return costOfTurn + Math.min(turn.length, maxChars);
}
