import { readEarlier } from './read-earlier.ts';
import { sessionBusy, unknownConversation } from './session-errors.ts';
import { anonymousScope, type Sessions } from './sessions.ts';
import type { TurnItem } from './turn.ts';

export interface AddItemsOptions {
  readonly sessions: Sessions;
  /** The conversation's id. */
  readonly name: string;
  /** What is added. @param owner of which ids are made for items that have none. */
  items(owner: string): readonly TurnItem[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Adds to a conversation what no model was asked about: a turn without an answer.
 * @returns what was added. @throws GatewayError `not-found`, `conflict` while a request continues it, `busy`.
 */
export async function addItems({ sessions, name, items, now }: AddItemsOptions): Promise<readonly TurnItem[]> {
  const { store, keepMs, createId } = sessions;
  const session = { by: 'head', name, param: null, ifMissing: 'refuse' } as const;
  const { turns } = await readEarlier(store, session, now);
  const id = createId('item', name);
  const input = items(id);
  const expiresAt = now + keepMs;
  const turn = {
    id,
    parentId: turns.at(-1)?.id ?? null,
    status: 'completed',
    input,
    output: [],
    model: '',
    target: null,
    createdAt: now,
    runsUntil: now,
    view: null,
    request: null,
    finishedAt: now,
    sessionName: name,
    expiresAt,
  } as const;
  const { result } = await store.append(anonymousScope, turn, { name, ifMissing: 'refuse', expiresAt });
  if (result === 'no-head') throw unknownConversation(name, null);
  if (result !== 'appended') throw sessionBusy(name, null);
  return input;
}
