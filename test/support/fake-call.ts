import { InMemoryBreakerStore } from '../../adapters/in-memory/in-memory-breaker-store.ts';
import { InMemoryRetryBudget } from '../../adapters/in-memory/in-memory-retry-budget.ts';
import { InMemoryTargetStats } from '../../adapters/in-memory/in-memory-target-stats.ts';
import { createCallJournal } from '../../core/chat/call-journal.ts';
import type { ChatCall } from '../../core/chat/chat-call.ts';
import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import type { ClientCodec } from '../../core/ports/wire-codec.ts';
import { TargetHealth } from '../../core/resilience/target-health.ts';
import type { Target } from '../../core/routing/target.ts';
import { FakeClock } from './fake-clock.ts';
import { fakeSurvey } from './fake-survey.ts';

/** A codec of a format nobody speaks, for tests that must not depend on a real one. */
export const testCodec: ClientCodec = {
  protocol: 'test-wire',
  parameterName: (option) => `the_${option}`,
  decodeHead: (body) => ({
    model: String(body.model),
    stream: body.stream === true,
    includeUsage: false,
    processing: 'standard',
  }),
  surveyRequest: () => fakeSurvey(),
  decodeRequest: () => ({ messages: [{ role: 'user', parts: [{ type: 'text', text: 'hello' }] }] }),
  encodeAnswer: (answer) => ({ answer }),
  createEventEncoder: () => ({ encode: (event) => `[${event.type}]`, end: () => '[end]' }),
  encodeError: (error, requestId) => ({ kind: error.kind, message: error.message, requestId }),
  endOfStream: 'END',
  encodeComment: (text) => `[comment ${text}]`,
  createStreamDecoder() {
    let hasBegun = false;
    return {
      decode(events) {
        const delta: ConversationEvent = { type: 'part-delta', index: 0, text: events.toString() };
        if (hasBegun) return [delta];
        hasBegun = true;
        return [
          { type: 'started', id: null, model: 'm' },
          { type: 'part-begins', index: 0, part: { type: 'text' } },
          delta,
        ];
      },
    };
  },
  encodeStreamError: (error) => `[error ${error.kind}]`,
};

export interface FakeCall {
  readonly call: ChatCall;
  readonly clock: FakeClock;
  readonly client: AbortController;
}

export function fakeCall(targets: readonly Target[], over: Partial<ChatCall['plan']> = {}): FakeCall {
  const clock = new FakeClock();
  const client = new AbortController();
  const call: ChatCall = {
    requestId: 'req-1',
    codec: testCodec,
    raw: { body: { model: 'm' }, bytes: Buffer.from('{"model":"m"}'), includeUsage: false },
    body: { model: 'm' },
    head: { model: 'm', stream: false, includeUsage: false, processing: 'standard' },
    turn: null,
    plan: {
      targets,
      mainCount: targets.length,
      fallbacks: { contextWindow: [], contentPolicy: [] },
      isLastResort: false,
      maxAttempts: 4,
      deadline: 600_000,
      jitter: 0.5,
      ...over,
    },
    expectedTokens: [],
    choiceCount: 1,
    processing: 'standard',
    dropUnsupported: false,
    journal: createCallJournal(),
    clock,
    health: new TargetHealth(
      new InMemoryBreakerStore(clock, () => ({ failures: 5, windowSeconds: 30, coolDownSeconds: 15 })),
      new InMemoryRetryBudget(),
      clock,
    ),
    targetStats: new InMemoryTargetStats(clock),
    signal: client.signal,
    conversation: () => testCodec.decodeRequest({}),
  };
  return { call, clock, client };
}
