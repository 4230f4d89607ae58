import { pause } from '../chat/pause.ts';
import { GatewayError, invalidRequest } from '../errors/gateway-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { SessionStore } from '../ports/session-store.ts';
import type { ItemFormat } from './item-format.ts';
import { unknownResponse } from './session-errors.ts';
import { storedAnswer } from './stored-answer.ts';

export interface FollowOptions {
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly items: ItemFormat;
  readonly scope: string;
  readonly turnId: string;
  /** Number of the last event the client has; -1 = none. */
  readonly after: number;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

const readBytes = 1_048_576;
/** How long a turn that says nothing is left alone: short at first, for most are followed from their beginning. */
const firstWaitMs = 25;
const longestWaitMs = 500;

/**
 * The stream of a turn that somebody else answers, or has answered, from what is stored of it. Yields server-sent
 * events, and `''` while there is nothing to tell.
 * @throws GatewayError `invalid-request` when it had ended before what the client says it has; `not-found` when the turn is not there, or no longer; `busy`; the signal's reason.
 */
export async function* followTurn(options: FollowOptions): AsyncGenerator<string, void, undefined> {
  const { store, clock, items, scope, turnId, after, signal } = options;
  const answer = () => storedAnswer({ store, items, scope, turnId, now: clock.now() });
  const begun = await answer();
  if (!begun) throw unknownResponse(turnId, null);
  const replay = items.replay(begun.view, after);
  let read = -1;
  let waitMs = firstWaitMs;
  for (;;) {
    const stored = await store.readEvents(scope, turnId, read, readBytes);
    if (!stored) throw unknownResponse(turnId, null);
    let text = '';
    for (const { sequence, event } of stored.events) {
      text += replay.event(JSON.parse(event));
      read = sequence;
    }
    if (text !== '') yield text;
    if (read < stored.nextSequence - 1 && stored.events.length > 0) continue;
    if (stored.status !== 'in_progress') break;
    if (stored.events.length > 0) waitMs = firstWaitMs;
    yield '';
    await pause(clock, waitMs, signal);
    waitMs = Math.min(2 * waitMs, longestWaitMs);
    // Nobody else may be left to end it.
    if (clock.now() >= begun.runsUntil) await answer();
  }
  const ended = await answer();
  if (!ended) throw unknownResponse(turnId, null);
  if (ended.status === 'in_progress') throw new GatewayError('internal', 'A turn that has ended has no answer.');
  const end = replay.end(ended.view);
  // Of one that was still being made nobody knew then how far it would go.
  if (begun.status !== 'in_progress' && after > replay.lastNumber) throw pastTheEnd(after, replay.lastNumber);
  if (end !== '') yield end;
}

/** An empty stream would say that the client has everything; it has something else. */
function pastTheEnd(after: number, last: number): GatewayError {
  return invalidRequest(
    'starting_after',
    `This response has ended with event ${last}; there is no event ${after}, nor any after it.`,
    'invalid_value',
  );
}
