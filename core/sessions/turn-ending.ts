import type { ConversationAnswer } from '../conversation/conversation-answer.ts';
import { saysCut } from '../conversation/says-cut.ts';
import type { ClientCodec, JsonObject } from '../ports/wire-codec.ts';
import type { Sessions } from './sessions.ts';
import type { TurnEnding, TurnItem } from './turn.ts';

/** What a turn keeps of an answer. */
export type EndedAnswer = Pick<ConversationAnswer, 'parts' | 'stopReason'>;

export interface AnsweredTurn {
  readonly answer: EndedAnswer;
  /** The answer as the client is given it, where its format has such a thing: the answer's parts are then of no account. */
  readonly view: JsonObject | null;
  /** `provider/model` that answered. */
  readonly target: string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface TurnEndingOptions {
  readonly codec: ClientCodec;
  readonly createId: Sessions['createId'];
  /** Whether the answer can be asked for later. */
  readonly isStored: boolean;
}

/** How a turn ends with an answer. */
export function turnEnding(
  { answer, view, target, now }: AnsweredTurn,
  { codec, createId, isStored }: TurnEndingOptions,
): TurnEnding {
  const output: readonly TurnItem[] =
    codec.items && view !== null
      ? codec.items.outputItems(view)
      : [{ id: createId('msg'), message: { role: 'assistant', parts: answer.parts }, item: null }];
  const status = saysCut(answer.stopReason) ? 'incomplete' : 'completed';
  const ids = output.map(({ id }) => id).filter((id) => codec.items?.turnOfItem(id) === null);
  const foreign = ids.length === 0 ? {} : { foreignItemIds: ids };
  return { status, output, view: isStored ? view : null, target, finishedAt: now, ...foreign };
}
