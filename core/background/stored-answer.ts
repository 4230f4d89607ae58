import type { ConversationEvent } from '../conversation/conversation-event.ts';
import type { Clock } from '../ports/clock.ts';
import type { BackgroundStore, RunningStatus } from './background-store.ts';
import type { TurnRef } from './turn-ref.ts';
import { whileBusy } from './while-busy.ts';

export interface StoredAnswer {
  readonly events: readonly ConversationEvent[];
  readonly status: RunningStatus;
  readonly nextSequence: number;
}

const readBytes = 1_048_576;

/** All that is stored of a turn's answer. @returns `null` when the turn is unknown or deleted. */
export async function readStoredAnswer(
  { store, clock }: { store: BackgroundStore; clock: Clock },
  { scope, turnId }: TurnRef,
  signal: AbortSignal,
): Promise<StoredAnswer | null> {
  const events: ConversationEvent[] = [];
  for (let after = -1; ; ) {
    const page = await whileBusy(clock, signal, () => store.readEvents(scope, turnId, after, readBytes));
    if (!page) return null;
    const { status, nextSequence } = page;
    for (const { event } of page.events) events.push(JSON.parse(event));
    const last = page.events.at(-1)?.sequence ?? after;
    if (page.events.length === 0 || last >= nextSequence - 1) return { events, status, nextSequence };
    after = last;
  }
}
