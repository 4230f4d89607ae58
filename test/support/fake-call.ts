import { createCallJournal } from '../../core/chat/call-journal.ts';
import type { ChatCall } from '../../core/chat/chat-call.ts';
import type { ClientCodec } from '../../core/ports/wire-codec.ts';
import type { Target } from '../../core/routing/target.ts';
import { FakeClock } from './fake-clock.ts';

/** A codec of a format nobody speaks, for tests that must not depend on a real one. */
export const testCodec: ClientCodec = {
  protocol: 'test-wire',
  parameterName: (option) => `the_${option}`,
  decodeHead: (body) => ({ model: String(body.model), stream: body.stream === true, includeUsage: false }),
  decodeRequest: () => ({ messages: [{ role: 'user', parts: [{ type: 'text', text: 'hello' }] }] }),
  encodeAnswer: (answer) => ({ answer }),
  createEventEncoder: () => ({ encode: (event) => `[${event.type}]`, end: () => '[end]' }),
  createStreamDecoder: () => ({ decode: () => [] }),
  encodeError: (error, requestId) => ({ kind: error.kind, message: error.message, requestId }),
  encodeComment: (text) => `[comment ${text}]`,
  createStreamDecoder: () => ({ decode: () => [] }),
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
    dropUnsupported: false,
    journal: createCallJournal(),
    clock,
    signal: client.signal,
    conversation: () => testCodec.decodeRequest({}),
  };
  return { call, clock, client };
}
