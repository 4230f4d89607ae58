import type { ChatCall } from '../chat/chat-call.ts';
import type { ConversationAnswer } from '../conversation/conversation-answer.ts';
import type { GatewayError } from '../errors/gateway-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { Plan } from '../resilience/outcome.ts';
import type { TargetHealth } from '../resilience/target-health.ts';
import type { Target } from '../routing/target.ts';
import type { AnswerEnding, BackgroundStore } from './background-store.ts';
import type { JournalRecord } from './journal-record.ts';
import type { TurnRef } from './turn-ref.ts';

/** What the steps of a background answer need of the gateway they run in. */
export interface BackgroundHost {
  readonly store: BackgroundStore;
  readonly clock: Clock;
  readonly health: TargetHealth;
  /** By its name. @returns `null` when the configuration has no such target. */
  target(name: string): Target | null;
  /**
   * Routes the turn's stored request. The plan's deadline is not later than the turn's own.
   * @throws GatewayError when it cannot be answered, and why.
   */
  plan(turn: TurnRef): Promise<PlannedCall>;
  /** The turn's stored request as it was planned, with a new journal. @param signal becomes the call's own. */
  call(turn: TurnRef, planned: PlannedCall, signal: AbortSignal): Promise<ChatCall>;
  /** How the turn ends with this answer, in the client's format. */
  completed(turn: TurnRef, answer: ConversationAnswer, journal: JournalRecord | null): Promise<TurnEnd>;
  /** How the turn ends without one. Must not fail: nothing else ends the turn. */
  failed(turn: TurnRef, error: GatewayError, journal: JournalRecord | null): Promise<TurnEnd>;
}

export interface TurnEnd {
  readonly ending: AnswerEnding;
  /** Tells the operator of it, once the turn has ended so. */
  tell(): void;
}

export interface PlannedCall {
  readonly plan: Plan;
  /** Prompt tokens as estimated, for each of the plan's targets; empty = not estimated. */
  readonly expectedTokens: readonly number[];
}
