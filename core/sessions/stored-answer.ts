import { GatewayError } from '../errors/gateway-error.ts';
import type { SessionStore } from '../ports/session-store.ts';
import type { JsonObject } from '../ports/wire-codec.ts';
import type { ItemFormat } from './item-format.ts';
import { endedWithout } from './read-earlier.ts';
import type { TurnStatus } from './turn.ts';
import { turnPhase } from './turn-phase.ts';

export interface StoredAnswerOptions {
  readonly store: SessionStore;
  readonly items: ItemFormat;
  readonly scope: string;
  readonly turnId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface TurnAnswer {
  readonly status: TurnStatus;
  /** The answer as its client sees it now. */
  readonly view: JsonObject;
  /** Milliseconds since the epoch. */
  readonly runsUntil: number;
}

/**
 * A kept answer, finished or on its way; one that was given up is ended as failed.
 * @returns `null` when there is nothing that a client could ask for.
 */
export async function storedAnswer(options: StoredAnswerOptions): Promise<TurnAnswer | null> {
  const { store, items, scope, turnId, now } = options;
  const turn = await store.turn(scope, turnId);
  if (!turn?.view) return null;
  const { view, runsUntil, nextSequence } = turn;
  switch (turnPhase(turn, now)) {
    case 'runs':
      return {
        status: 'in_progress',
        view: { ...view, status: nextSequence > 0 ? 'in_progress' : 'queued' },
        runsUntil,
      };
    case 'abandoned': {
      const failed = items.endedView(
        view,
        new GatewayError('internal', 'The gateway stopped while this answer was being made; its time is over.'),
        null,
      );
      const { result } = await store.finish(scope, turnId, { ...endedWithout('failed', now), view: failed }, null);
      // Whoever was faster has said how it ended.
      return result === 'already' ? storedAnswer(options) : { status: 'failed', view: failed, runsUntil };
    }
    default:
      return { status: turn.status, view, runsUntil };
  }
}
