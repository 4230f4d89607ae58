import type { TurnStatus } from '../../core/sessions/turn.ts';
import type { PathRecord, TurnRecord } from '../../core/sessions/turn-record.ts';
import type { KeptText } from './kept-text.ts';
import type { Item } from './table.ts';

/** What the table has of a turn beside its texts. */
export interface TurnItem extends Item {
  readonly id: string;
  readonly parentId?: string;
  readonly turnStatus: TurnStatus;
  readonly model: string;
  readonly target?: string;
  readonly createdAt: number;
  readonly runsUntil: number;
  readonly finishedAt?: number;
  readonly liveUntil?: number;
  readonly sessionName?: string;
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly nextSequence: number;
  readonly eventBytes: number;
  readonly isDeleted?: boolean;
  readonly isErased?: boolean;
  /** The turns before it, the nearest first, as many as are read together with it. */
  readonly trail?: readonly string[];
  /** The head that was to be moved to it. */
  readonly head?: string;
  /** It counts only if that head got to it; gone as soon as somebody has made sure. */
  readonly isPending?: boolean;
  /** Its head was deleted when it was there: no turn of that head continues it. */
  readonly isLast?: boolean;
  /** Where it stands among the turns that somebody has to work on, of one that runs without its client. */
  readonly work?: string;
  /** The calls that have appended and ended it: how a call whose answer was lost knows its own work. */
  readonly appendedBy: string;
  readonly endedBy?: string;
}

/** Texts that only who asks for the very turn is given. */
export const ownTexts = ['view', 'request'] as const;
export const saidTexts = ['input', 'output'] as const;

export function isTurnItem(item: Item | null): item is TurnItem {
  return item?.sk === 'turn';
}

const nothingSaid = '[]';

export async function toPathRecord(item: TurnItem, texts: KeptText): Promise<PathRecord> {
  const [input, output] = await Promise.all(saidTexts.map((name) => texts.read(item, name)));
  const { id, parentId = null, turnStatus: status, model, target = null, createdAt, runsUntil, sessionName } = item;
  return {
    ...{ id, parentId, status, model, target, createdAt, runsUntil },
    ...(sessionName === undefined ? {} : { sessionName }),
    isDeleted: item.isDeleted ?? false,
    input: input ?? nothingSaid,
    output: output ?? nothingSaid,
  };
}

export async function toTurnRecord(item: TurnItem, texts: KeptText): Promise<TurnRecord> {
  const [said, [view = null, request = null]] = await Promise.all([
    toPathRecord(item, texts),
    Promise.all(ownTexts.map((name) => texts.read(item, name))),
  ]);
  const { finishedAt = null, liveUntil = null, nextSequence, inputBytes, outputBytes } = item;
  return { ...said, view, request, finishedAt, expiresAt: liveUntil, nextSequence, inputBytes, outputBytes };
}
