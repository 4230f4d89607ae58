import { InMemoryBreakerStore } from '../../../adapters/in-memory/in-memory-breaker-store.ts';
import { InMemoryRetryBudget } from '../../../adapters/in-memory/in-memory-retry-budget.ts';
import type { BackgroundHost } from '../../../core/background/background-host.ts';
import type { JournalRecord } from '../../../core/background/journal-record.ts';
import { createCallJournal } from '../../../core/chat/call-journal.ts';
import type { ConversationAnswer } from '../../../core/conversation/conversation-answer.ts';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import type { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { AnswerEvent } from '../../../core/ports/chat-model.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { seenIn } from '../../../core/ports/seen-in.ts';
import { TargetHealth } from '../../../core/resilience/target-health.ts';
import type { Target } from '../../../core/routing/target.ts';
import { fakeCall } from '../../support/fake-call.ts';
import type { FakeStore } from './fake-store.ts';

export interface FakeHost extends BackgroundHost {
  answer: ConversationAnswer | null;
  error: GatewayError | null;
  journal: JournalRecord | null;
  /** What the operator was told, in order. */
  readonly told: string[];
}

export type HostOverrides = Partial<Pick<BackgroundHost, 'plan' | 'call' | 'completed'>>;

/** A gateway that routes every turn to these targets and ends turns with their bare answers. */
export function fakeHost(
  store: FakeStore,
  clock: Clock,
  targets: readonly Target[],
  over: HostOverrides = {},
): FakeHost {
  const breaker = () => ({ failures: 5, windowSeconds: 30, coolDownSeconds: 15 });
  const health = new TargetHealth(new InMemoryBreakerStore(clock, breaker), new InMemoryRetryBudget(), clock);
  const ended = (status: 'completed' | 'failed') => ({
    ending: { output: [], view: null, target: null, status, finishedAt: clock.now() },
    tell: () => host.told.push(status),
  });
  const host: FakeHost = {
    store,
    clock,
    health,
    answer: null,
    error: null,
    journal: null,
    told: [],
    target: (name) => targets.find((target) => target.name === name) ?? null,
    plan: () =>
      Promise.resolve({
        plan: { ...fakeCall(targets).call.plan, deadline: clock.monotonic() + 600_000 },
        expectedTokens: [],
      }),
    call: (_, { plan, expectedTokens }, signal) =>
      Promise.resolve({
        ...fakeCall(targets).call,
        plan,
        expectedTokens,
        signal,
        clock,
        health,
        journal: createCallJournal(),
      }),
    async completed(_, answer, journal) {
      Object.assign(host, { answer, journal });
      return ended('completed');
    },
    async failed(_, error, journal) {
      Object.assign(host, { error, journal });
      return ended('failed');
    },
    ...over,
  };
  return host;
}

export function neutral(event: ConversationEvent): AnswerEvent {
  return { type: 'event', event, seen: seenIn(event) };
}

export const begins = [
  neutral({ type: 'started', id: 'a-1', model: 'm-1' }),
  neutral({ type: 'part-begins', index: 0, part: { type: 'text' } }),
] as const;

export const ends = [
  neutral({ type: 'part-ends', index: 0 }),
  neutral({ type: 'finished', stopReason: 'stop' }),
] as const;

export function says(text: string): AnswerEvent {
  return neutral({ type: 'part-delta', index: 0, text });
}
