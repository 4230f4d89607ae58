import type { Clock } from '../../../core/ports/clock.ts';
import type { SessionStore } from '../../../core/ports/session-store.ts';
import { usualPathLimits } from '../../../core/sessions/session-limits.ts';
import type { FinalStatus, NewTurn, TurnEnding, TurnItem } from '../../../core/sessions/turn.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** Makes an empty store that tells the time by this clock. */
export type CreateSessionStore = (clock: Clock) => SessionStore;

export const scope = 'user-1';
export const stranger = 'user-2';
export const all = usualPathLimits;

export interface SessionBench {
  readonly clock: FakeClock;
  readonly store: SessionStore;
}

export function sessionBench(create: CreateSessionStore): SessionBench {
  const clock = new FakeClock();
  return { clock, store: create(clock) };
}

export function says(id: string, text: string, role: 'user' | 'assistant' = 'user'): TurnItem {
  return { id, message: { role, parts: [{ type: 'text', text }] }, item: { type: 'message', role, content: text } };
}

/** A turn as it begins, unless `more` says otherwise. */
export function newTurn(id: string, parentId: string | null = null, more: Partial<NewTurn> = {}): NewTurn {
  return {
    id,
    parentId,
    status: 'in_progress',
    input: [says(`in-${id}`, `question of ${id}`)],
    output: [],
    model: 'auto',
    target: null,
    createdAt: 1_000,
    runsUntil: Number.MAX_SAFE_INTEGER,
    view: { id, status: 'in_progress' },
    request: null,
    finishedAt: null,
    expiresAt: null,
    ...more,
  };
}

export function ending(id: string, status: FinalStatus = 'completed'): TurnEnding {
  const output = [says(`out-${id}`, `answer of ${id}`, 'assistant')];
  return { status, output, view: { id, status }, target: 'mock/model-a', finishedAt: 2_000 };
}
