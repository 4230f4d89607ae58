import type { Head } from './head.ts';
import type { PathTurn } from './turn.ts';

/** The turns that lead to a turn. */
export interface Path {
  /** The root, or the earliest that was within the limits, first; the asked one last. */
  readonly turns: readonly PathTurn[];
  /** Whether the first of them is the root: nothing earlier was left out, expired or lost. */
  readonly isWhole: boolean;
}

export interface HeadPath extends Path {
  readonly head: Head;
}

/** How much of a path is read; the latest turns are kept, and the last one always. */
export interface PathLimits {
  readonly maxTurns: number;
  /** Bytes of the turns' inputs and outputs as JSON. */
  readonly maxBytes: number;
}
