import type { Message } from '../conversation/message.ts';
import type { TextLengths } from '../routing/plan/request-survey.ts';
import { measureHistory } from '../routing/plan/survey-history.ts';
import { estimateInputTokens } from '../routing/plan/token-estimate.ts';
import { firstKeptTurn, type ToolLink } from './first-kept-turn.ts';
import { pathItems } from './path-items.ts';
import type { PathTurn, TurnItem } from './turn.ts';

/** The earlier turns of a session, and how many of the latest of them fit into a share of a model's window. */
export class EarlierTurns {
  /** How much there is to read in all of them, instructions aside. */
  readonly lengths: TextLengths;
  readonly #turns: readonly (readonly TurnItem[])[];
  readonly #following: readonly ToolLink[];
  /** By model and room. */
  readonly #known = new Map<string, number>();

  /** @param removed ids of items that were taken out. @param following what the new request adds. */
  constructor(turns: readonly PathTurn[], removed: readonly string[], following: readonly TurnItem[]) {
    const isRemoved = new Set(removed);
    this.#turns = turns.map((turn) => pathItems([turn]).filter(({ id }) => !isRemoved.has(id)));
    this.lengths = measureHistory(messagesOf(this.#turns.flat()));
    this.#following = linksOf(following);
  }

  /** How many of the earliest the model is not told. @param room of `historyRoom`; `null` = as much as it likes. */
  leftOut(model: string, room: number | null): number {
    if (room === null || estimateInputTokens(this.lengths, model) <= room) return 0;
    const key = `${room} ${model}`;
    let first = this.#known.get(key);
    if (first === undefined) {
      const weighed = this.#turns.map((items) => ({
        tokens: estimateInputTokens(measureHistory(messagesOf(items)), model),
        links: linksOf(items),
      }));
      first = firstKeptTurn(weighed, this.#following, room);
      this.#known.set(key, first);
    }
    return first;
  }

  /** What is told when so many of the earliest are left out: all that follows, and the instructions that still hold. */
  without(leftOut: number): readonly TurnItem[] {
    const told = this.#turns.slice(leftOut).flat();
    // Later ones have taken the place of all before.
    if (told.some(({ isInstructions }) => isInstructions)) return told;
    const lastOf = this.#turns
      .slice(0, leftOut)
      .findLast((items) => items.some(({ isInstructions }) => isInstructions));
    return [...(lastOf ?? []).filter(({ isInstructions }) => isInstructions), ...told];
  }
}

function messagesOf(items: readonly TurnItem[]): readonly Message[] {
  return items.flatMap(({ message, isInstructions }) => (message === null || isInstructions ? [] : [message]));
}

function linksOf(items: readonly TurnItem[]): readonly ToolLink[] {
  return items.flatMap(({ message, item }) => {
    const own = message?.parts.flatMap((part): readonly ToolLink[] => {
      if (part.type === 'tool-call') return [{ kind: 'call', id: part.id }];
      return part.type === 'tool-result' ? [{ kind: 'result', id: part.toolCallId }] : [];
    });
    if (own !== undefined && own.length > 0) return own;
    // Calls and results without a neutral word (`computer_call`, `computer_call_output`) go by their id, too.
    const { call_id: id, type } = item ?? {};
    if (typeof id !== 'string' || typeof type !== 'string') return [];
    return [{ kind: type.endsWith('_output') ? 'result' : 'call', id }];
  });
}
