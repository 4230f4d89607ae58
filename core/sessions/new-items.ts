import type { Message } from '../conversation/message.ts';
import { historyAtoms } from './history-atoms.ts';
import type { PlacedItem } from './item-format.ts';
import { matchHistory } from './match-history.ts';
import { historyDiffers, historyEndsEarly, nothingNew } from './session-errors.ts';
import type { TurnItem } from './turn.ts';

/** The field of formats with items that holds them. */
const field = 'input';

interface Spoken<Item> {
  readonly from: Item;
  readonly message: Message;
}

/**
 * Tells what is new to a session of the items that a client sends. Where the assistant speaks among them they are the
 * whole history once more, and what the session says has to be their beginning. What cannot be compared (reasoning, a
 * provider's own calls) may be left out, and is known by its place or its id; instructions at the beginning are new
 * where the session does not begin with the same.
 * @param sent with what the client only refers to in its place. @param known what the session says.
 * @param isWhole whether `known` begins where the session began.
 * @returns `null` when no history is sent: everything is new. @throws GatewayError `conflict`, `invalid-request`.
 */
export function newItems(
  sent: readonly PlacedItem[],
  known: readonly TurnItem[],
  isWhole: boolean,
): readonly PlacedItem[] | null {
  const spoken = spokenIn(sent, ({ item }) => item);
  if (!spoken.some(isAssistants)) return null;
  const stored = spokenIn(known, (item) => (item.isInstructions ? null : item));
  const instructions = spoken.slice(0, countInstructions(spoken));
  const storedInstructions = stored.slice(0, countInstructions(stored));
  const resent = spoken.slice(instructions.length);
  const match = matchHistory(messagesOf(stored.slice(storedInstructions.length)), messagesOf(resent), isWhole);
  if (match.kind === 'only-new') return null;
  if (match.kind !== 'resent') {
    // What the session says already may be referred to beside what is new.
    if (!spoken.some((one) => isAssistants(one) && !one.from.isReference)) return null;
    if (match.kind === 'shorter') throw historyEndsEarly(field);
    throw historyDiffers(`${field}[${resent[match.message]?.from.place ?? 0}]`);
  }
  const last = resent[resent.length - match.rest.length - 1];
  const rest = sent.slice(last === undefined ? 0 : sent.indexOf(last.from) + 1);
  // It goes with the answer before it.
  const start = rest.findIndex(({ item }) => item.item?.type !== 'reasoning');
  const knownIds = new Set(known.map(({ id }) => id));
  const added = (start === -1 ? [] : rest.slice(start)).filter(({ item }) => !knownIds.has(item.id));
  if (added.length === 0) throw nothingNew(field);
  const saidBefore = new Set(storedInstructions.map(contentOf));
  return [...instructions.filter((one) => !saidBefore.has(contentOf(one))).map(({ from }) => from), ...added];
}

/** Those in which something is said that can be compared. */
function spokenIn<Item>(items: readonly Item[], itemOf: (from: Item) => TurnItem | null): readonly Spoken<Item>[] {
  return items.flatMap((from) => {
    const message = itemOf(from)?.message ?? null;
    return message !== null && historyAtoms([message]).length > 0 ? [{ from, message }] : [];
  });
}

function messagesOf(spoken: readonly Spoken<unknown>[]): readonly Message[] {
  return spoken.map(({ message }) => message);
}

function isAssistants({ message }: Spoken<unknown>): boolean {
  return message.role === 'assistant';
}

function countInstructions(spoken: readonly Spoken<unknown>[]): number {
  const index = spoken.findIndex(({ message: { role } }) => role !== 'system' && role !== 'developer');
  return index === -1 ? spoken.length : index;
}

function contentOf({ message }: Spoken<unknown>): string {
  return JSON.stringify(historyAtoms([message]).map(({ kind, content }) => [kind, content]));
}
