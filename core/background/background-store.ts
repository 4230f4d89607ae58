import type { Message } from '../conversation/message.ts';
import type { JsonObject } from '../ports/wire-codec.ts';

/** What background answers need of the session store; its documentation holds. */
export interface BackgroundStore {
  /** Stores events of a running turn, numbered without gaps. */
  appendEvents(scope: string, turnId: string, page: AnswerPage): Promise<AppendedEvents>;
  /** Events numbered higher than `after`, one at least if there is one. @returns `null` when the turn is unknown or deleted. */
  readEvents(scope: string, turnId: string, after: number, maxBytes: number): Promise<EventsAfter | null>;
  /** Ends a turn, once. */
  finish(scope: string, turnId: string, ending: AnswerEnding, events: AnswerPage | null): Promise<FinishedTurn>;
}

export type EndedStatus = 'completed' | 'incomplete' | 'failed' | 'cancelled';
export type RunningStatus = 'in_progress' | EndedStatus;

export interface AnswerPage {
  readonly firstSequence: number;
  /** One `ConversationEvent` as JSON each. */
  readonly events: readonly string[];
}

export interface EventsAfter {
  readonly events: readonly { readonly sequence: number; readonly event: string }[];
  readonly status: RunningStatus;
  readonly nextSequence: number;
}

export interface AnswerEnding {
  readonly status: EndedStatus;
  readonly output: readonly {
    readonly id: string;
    readonly message: Message | null;
    readonly item: JsonObject | null;
  }[];
  readonly view: JsonObject | null;
  readonly target: string | null;
  /** Milliseconds since the epoch. */
  readonly finishedAt: number;
}

type Refused =
  | { readonly result: 'already'; readonly status: RunningStatus }
  | { readonly result: 'gap'; readonly nextSequence: number }
  | { readonly result: 'unknown' };

export type AppendedEvents = { readonly result: 'appended' } | { readonly result: 'full' } | Refused;
export type FinishedTurn = { readonly result: 'finished' } | Refused;
