import type { Message } from '../conversation/message.ts';
import { findEnds } from './find-ends.ts';
import { type HistoryAtom, historyAtoms } from './history-atoms.ts';

export type HistoryMatch =
  /** The client sends only what is new: all of it. */
  | { readonly kind: 'only-new'; readonly instructions: readonly Message[]; readonly rest: readonly Message[] }
  /** The client sends the whole history once more; `rest` is what follows it, empty when nothing does. */
  | { readonly kind: 'resent'; readonly instructions: readonly Message[]; readonly rest: readonly Message[] }
  /** The client sends the beginning of the history, and less than the session says. */
  | { readonly kind: 'shorter' }
  /** The client's history is another one. */
  | { readonly kind: 'differs'; readonly message: number };

/**
 * Tells what of a request is new to a session that keeps its history. A request in which the assistant speaks, or
 * which begins as the session does, is a history sent again: what is stored has to be its beginning. Instructions at
 * the beginning are compared with nothing: they may change from turn to turn.
 * @param stored what the session says, instructions left out.
 * @param isWhole whether `stored` begins where the session began; if not, it may be found anywhere in the request.
 */
export function matchHistory(stored: readonly Message[], sent: readonly Message[], isWhole = true): HistoryMatch {
  const instructionCount = countInstructions(sent);
  const instructions = sent.slice(0, instructionCount);
  const known = historyAtoms(stored);
  const messages = sent.slice(instructionCount);
  if (known.length === 0) return { kind: 'only-new', instructions, rest: messages };
  const atoms = historyAtoms(messages);
  const end = isWhole ? endAtBeginning(known, atoms) : lastEnd(known, atoms);
  if (end !== null) {
    return { kind: 'resent', instructions, rest: messages.slice((atoms[end - 1]?.message ?? -1) + 1) };
  }
  if (!messages.some(({ role }) => role === 'assistant')) return { kind: 'only-new', instructions, rest: messages };
  const different = atoms[firstDifference(known, atoms)];
  return different ? { kind: 'differs', message: instructionCount + different.message } : { kind: 'shorter' };
}

function countInstructions(messages: readonly Message[]): number {
  const index = messages.findIndex(({ role }) => role !== 'system' && role !== 'developer');
  return index === -1 ? messages.length : index;
}

/** Where the known atoms end when the others begin with them; `null` when they do not. */
function endAtBeginning(known: readonly HistoryAtom[], atoms: readonly HistoryAtom[]): number | null {
  return firstDifference(known, atoms) === known.length && endsMessage(atoms, known.length) ? known.length : null;
}

/** Where the known atoms end when they were said last; `null` when they were not. */
function lastEnd(known: readonly HistoryAtom[], atoms: readonly HistoryAtom[]): number | null {
  return findEnds(known, atoms, isSame).findLast((end) => endsMessage(atoms, end)) ?? null;
}

/** Index of the first known atom that is not the same in `atoms`. */
function firstDifference(known: readonly HistoryAtom[], atoms: readonly HistoryAtom[]): number {
  const index = known.findIndex((atom, at) => !isSame(atom, atoms[at]));
  return index === -1 ? known.length : index;
}

function isSame({ kind, content }: HistoryAtom, other: HistoryAtom | undefined): boolean {
  return other?.kind === kind && other.content === content;
}

/** Whether no message goes on beyond its end: half a message can be neither known nor new. */
function endsMessage(atoms: readonly HistoryAtom[], end: number): boolean {
  return atoms[end - 1]?.message !== atoms[end]?.message;
}
