import { GatewayError } from '../../errors/gateway-error.ts';
import type { Exclusion } from './route-plan.ts';
import type { RoutePolicy } from './route-policy.ts';

const maxNamed = 5;

/** What a client is told when no target can take its request: who lacks what. */
export function noTargetError({ name }: RoutePolicy, excluded: readonly Exclusion[]): GatewayError {
  const whose = name === null ? 'No target' : `No target of route ${name}`;
  const shown = excluded.slice(0, maxNamed).map(({ target, reason }) => `${target.name} ${reason}`);
  if (excluded.length > maxNamed) shown.push(`${excluded.length - maxNamed} more cannot either`);
  const who = shown.join('; ');
  if (excluded.some(({ by }) => by === 'rate')) {
    return new GatewayError('rate-limit', `${whose} can take this request now: ${who}. Try again shortly.`, {
      code: 'rate_limit_exceeded',
      retryAfterMs: Math.min(...excluded.map(untilNextCallMs)),
    });
  }
  if (excluded.some(({ by }) => by === 'context-window')) {
    return new GatewayError('context-too-long', `${whose} can take a request of this length: ${who}. Shorten it.`, {
      param: 'messages',
      code: 'context_length_exceeded',
    });
  }
  return new GatewayError('invalid-request', `${whose} can take this request: ${who}. Ask for another model.`, {
    param: 'model',
    code: 'unsupported_by_targets',
  });
}

/** Of calls evenly spread over the minute, one leaves it after this time. */
function untilNextCallMs({ target, by, waitMs }: Exclusion): number {
  if (by !== 'rate') return Number.POSITIVE_INFINITY;
  if (waitMs !== undefined) return Math.max(1_000, waitMs);
  return Math.min(60_000, Math.max(1_000, Math.ceil(60_000 / (target.rpm ?? 60))));
}
