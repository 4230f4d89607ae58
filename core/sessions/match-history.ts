import type { Message } from '../conversation/message.ts';
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
  const rest = (end: number) => messages.slice((atoms[end - 1]?.message ?? -1) + 1);
  for (let start = isWhole ? 0 : atoms.length - known.length; start >= 0; start--) {
    const end = start + known.length;
    if (firstDifference(known, atoms, start) === known.length && endsMessage(atoms, end)) {
      return { kind: 'resent', instructions, rest: rest(end) };
    }
  }
  if (!messages.some(({ role }) => role === 'assistant')) return { kind: 'only-new', instructions, rest: messages };
  const different = atoms[firstDifference(known, atoms, 0)];
  return different ? { kind: 'differs', message: instructionCount + different.message } : { kind: 'shorter' };
}

function countInstructions(messages: readonly Message[]): number {
  const index = messages.findIndex(({ role }) => role !== 'system' && role !== 'developer');
  return index === -1 ? messages.length : index;
}

/** Index of the first known atom that is not the same in `atoms` from `start` on. */
function firstDifference(known: readonly HistoryAtom[], atoms: readonly HistoryAtom[], start: number): number {
  const index = known.findIndex(({ kind, content }, offset) => {
    const atom = atoms[start + offset];
    return atom?.kind !== kind || atom.content !== content;
  });
  return index === -1 ? known.length : index;
}

/** Whether no message goes on beyond its end: half a message can be neither known nor new. */
function endsMessage(atoms: readonly HistoryAtom[], end: number): boolean {
  return atoms[end - 1]?.message !== atoms[end]?.message;
}
