import { expect, test } from '@jest/globals';
import type { Usage } from '../../../core/conversation/usage.ts';
import type { RequestEvent } from '../../../core/ports/event-log.ts';
import { requestText, type ToldRequest } from '../../../local/explain-text.ts';
import { requestEvent } from '../event-log/request-event.ts';

const usage: Usage = { freshInput: 7, cacheRead: 0, cacheWrite: {}, output: 5, reasoning: null };

/** The line of the cost, of a request with one attempt for each of these. */
function costLine(
  attempts: readonly Partial<RequestEvent['attempts'][number]>[],
  costUsd: number | null,
  routing: ToldRequest['routing'] = null,
): string {
  const [attempt] = requestEvent().attempts;
  if (!attempt) throw new Error('the event has no attempt');
  const event = requestEvent({ attempts: attempts.map((over) => ({ ...attempt, ...over })), costUsd });
  const text = requestText({ ...event, time: '2026-11-21T12:00:00Z', routing });
  return /^Cost +(.*)$/m.exec(text)?.[1] ?? '';
}

test.each([
  ['known', [{ usage, costUsd: 0.25 }], 0.25, '$0.250000'],
  ['of a model without a price', [{ usage }], null, 'price unknown'],
  ['of an answer without a usage', [{ usage: null }], null, 'usage unknown'],
  ['of a request that nobody was asked', [], null, 'nobody was called'],
])('the cost is told: %s', (_, attempts, costUsd, said) => {
  expect(costLine(attempts, costUsd)).toBe(`${said} (not estimated)`);
});

test.each([
  ['its tokens and price are known', 900, 0.5, 'expected $0.500000'],
  ['its price is not known', 900, null, 'expected price unknown'],
  ['the choice needed no estimate', null, null, 'not estimated'],
])('what was expected of the target is told where %s', (_, inputTokens, costUsd, said) => {
  const candidate = { target: 'mock/model-a', inputTokens, outputTokens: inputTokens, costUsd, lowered: null };
  const routing: ToldRequest['routing'] = {
    chosenBy: 'cheapest',
    rule: null,
    tier: null,
    affinity: 'none',
    lastResort: false,
    candidates: [candidate],
    excluded: [],
    fallbacks: { contextWindow: [], contentPolicy: [] },
  };
  expect(costLine([{ usage, costUsd: 0.25 }], 0.25, routing)).toBe(`$0.250000 (${said})`);
});

test.each([
  [1, 'after 1 character of'],
  [2, 'after 2 characters of'],
])('%i sent before a recovery reads %s', (characters, said) => {
  const event = requestEvent({ recoveries: [{ how: 'continue', from: 'a/b', to: 'c/d', attempt: 2, characters }] });
  expect(requestText({ ...event, time: '2026-11-21T12:00:00Z', routing: null })).toContain(said);
});
