import { GatewayError } from '../errors/gateway-error.ts';
import type { SessionStore } from '../ports/session-store.ts';
import { removedItems } from './removed-items.ts';
import { sessionBusy, unknownConversation, unknownResponse } from './session-errors.ts';
import { usualPathLimits } from './session-limits.ts';
import type { SessionOfRequest } from './session-of-request.ts';
import { anonymousScope } from './sessions.ts';
import type { PathTurn, TurnEnding } from './turn.ts';
import { turnPhase } from './turn-phase.ts';

/** What is known before a turn. */
export interface Earlier {
  readonly turns: readonly PathTurn[];
  /** As `Path.isWhole`. */
  readonly isWhole: boolean;
  /** Ids of items that were taken out. */
  readonly removed: readonly string[];
}

/**
 * Reads what a turn builds upon; one that was given up there is ended on the way.
 * @param session `null` = nothing. @param now milliseconds since the epoch.
 * @throws GatewayError `invalid-request` or `not-found` where there is no such thing, `conflict` where it is still being
 *   made, `busy` where the store cannot be read.
 */
export async function readEarlier(
  store: SessionStore,
  session: SessionOfRequest | null,
  now: number,
): Promise<Earlier> {
  if (session === null) return { turns: [], isWhole: true, removed: [] };
  if (session.by === 'response') {
    const path = await store.pathOfTurn(anonymousScope, session.turnId, usualPathLimits);
    const last = path?.turns.at(-1);
    if (!path || !last) throw unknownResponse(session.turnId, session.param);
    if (turnPhase(last, now) === 'runs') {
      throw new GatewayError('conflict', `The response '${session.turnId}' is still being made; wait for it.`, {
        param: session.param,
        code: 'response_in_progress',
      });
    }
    return { ...path, removed: await removedItems(store, path.turns) };
  }
  const path = await store.pathOfHead(anonymousScope, session.name, usualPathLimits);
  if (path === null) {
    if (session.ifMissing === 'refuse') throw unknownConversation(session.name, session.param);
    return { turns: [], isWhole: true, removed: [] };
  }
  const last = path.turns.at(-1);
  const phase = last ? turnPhase(last, now) : 'void';
  if (phase === 'runs') throw sessionBusy(session.name, session.param);
  if (last && phase === 'abandoned') await store.finish(anonymousScope, last.id, endedWithout('failed', now), null);
  return { ...path, removed: path.head.removedItems };
}

/** How a turn ends that has no answer. */
export function endedWithout(status: 'failed' | 'cancelled', now: number): TurnEnding {
  return { status, output: [], view: null, target: null, finishedAt: now };
}
