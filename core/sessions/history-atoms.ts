import type { Message, Role } from '../conversation/message.ts';
import type { Part } from '../conversation/part.ts';

/** A piece of a conversation that is equal or is not. */
export interface HistoryAtom {
  /** Who says it and what kind of thing it is. */
  readonly kind: string;
  readonly content: string;
  /** Index of the message that it ends in. */
  readonly message: number;
}

/**
 * A conversation as two formats can agree on it: text joined where only part or answer boundaries divide it, white
 * space kept; an assistant's text before its tool calls; tool calls and results by their ids, arguments by what they
 * mean; files by their source. Reasoning, opaque data, names and cache marks are left out, for not every client can
 * send them back.
 */
export function historyAtoms(messages: readonly Message[]): readonly HistoryAtom[] {
  const atoms: HistoryAtom[] = [];
  let answer: HistoryAtom[] = [];
  for (const [index, { role, parts }] of messages.entries()) {
    const own = parts.flatMap((part) => partAtoms(role, part, index));
    // One answer may be stored, or sent back, in several messages.
    if (role === 'assistant') append(answer, own);
    else {
      append(atoms, wholeAnswer(answer));
      append(atoms, joinTexts(own));
      answer = [];
    }
  }
  append(atoms, wholeAnswer(answer));
  return atoms;
}

/** One by one: a message may have more parts than a call may have arguments. */
function append(atoms: HistoryAtom[], more: readonly HistoryAtom[]): void {
  for (const atom of more) atoms.push(atom);
}

/** Text first, as a format has it that keeps calls apart from content; all of it ends in the answer's last message. */
function wholeAnswer(atoms: readonly HistoryAtom[]): readonly HistoryAtom[] {
  const message = atoms.at(-1)?.message ?? 0;
  const ordered = [...atoms.filter(isText), ...atoms.filter((atom) => !isText(atom))];
  return joinTexts(ordered.map((atom) => ({ ...atom, message })));
}

function joinTexts(atoms: readonly HistoryAtom[]): readonly HistoryAtom[] {
  const joined: HistoryAtom[] = [];
  for (const atom of atoms) {
    const last = joined.at(-1);
    if (last && isText(last) && isText(atom))
      joined[joined.length - 1] = { ...atom, content: last.content + atom.content };
    else joined.push(atom);
  }
  return joined;
}

function isText({ kind }: HistoryAtom): boolean {
  return kind.endsWith(' text');
}

function partAtoms(role: Role, part: Part, message: number): readonly HistoryAtom[] {
  const atom = (kind: string, content: string) => [
    { kind: `${role === 'developer' ? 'system' : role} ${kind}`, content, message },
  ];
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text === '' ? [] : atom('text', part.text);
    case 'file':
      return atom('file', JSON.stringify(part.source));
    case 'tool-call': {
      const input = part.kind === 'function' ? sameArguments(part.input) : part.input;
      return atom('tool-call', JSON.stringify([part.id, part.name, part.kind, input]));
    }
    case 'tool-result': {
      const content = joinTexts(part.content.flatMap((inner) => partAtoms(role, inner, message)));
      return atom(
        'tool-result',
        JSON.stringify([part.toolCallId, content.map((inner) => [inner.kind, inner.content])]),
      );
    }
    default:
      return [];
  }
}

/** Clients parse arguments and write them anew: spaces and the order of keys mean nothing. */
function sameArguments(input: string): string {
  if (input.trim() === '') return '{}';
  try {
    return JSON.stringify(JSON.parse(input), (_key, value: unknown) => sortedKeys(value));
  } catch {
    return input;
  }
}

function sortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
