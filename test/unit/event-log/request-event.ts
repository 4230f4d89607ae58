import type { RequestEvent } from '../../../core/ports/event-log.ts';

/** An event of a request that went well. */
export function requestEvent(over: Partial<RequestEvent> = {}): RequestEvent {
  return {
    time: Date.UTC(2026, 10, 21, 12),
    requestId: 'req_1',
    method: 'POST',
    path: '/v1/chat/completions',
    status: 200,
    durationMs: 1234.5678,
    firstByteMs: 100.123,
    overheadMs: 0.4567,
    stream: true,
    model: 'auto',
    route: 'auto',
    target: 'mock/model-a',
    attempts: [
      {
        target: 'mock/model-a',
        durationMs: 1200,
        outcome: 'finished',
        upstreamRequestId: 'up-1',
        usage: null,
        costUsd: null,
        message: null,
      },
    ],
    recoveries: [],
    routing: null,
    costUsd: null,
    reason: 'route auto',
    changes: [],
    stopReason: 'stop',
    usage: { freshInput: 7, cacheRead: 4, cacheWrite: { '5m': 3 }, output: 5, reasoning: null },
    clientRetries: 0,
    error: null,
    content: null,
    ...over,
  };
}
