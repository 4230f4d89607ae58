import type { AnswerFacts } from '../../core/ports/arrival.ts';
import type { ClientSurface } from './client-surface.ts';

const maxReasonLength = 300;

/** The headers that tell a caller how it was served. */
export function answerHeaders(
  requestId: string,
  { resolution, routed, journal, session, target, overheadMs, stopReason, costUsd }: AnswerFacts,
  requestIdHeader: ClientSurface['requestIdHeader'],
): Record<string, string> {
  const headers: Record<string, string> = { [requestIdHeader]: requestId, 'x-cato-request-id': requestId };
  if (resolution) {
    if (resolution.route !== null) headers['x-cato-route'] = headerText(resolution.route);
    headers['x-cato-reason'] = headerText(routed?.plan.reason ?? resolution.reason);
  }
  if (routed?.tier) headers['x-cato-tier'] = routed.tier.tier;
  if (session !== null) headers['x-cato-session'] = session;
  if (target) {
    headers['x-cato-target'] = headerText(target.label);
    headers['x-cato-attempts'] = String(journal.calls);
  }
  if (journal.changes.length > 0) headers['x-cato-changes'] = headerText(journal.changes.join('; '));
  if (overheadMs !== null) headers['x-cato-overhead-ms'] = overheadMs.toFixed(2);
  if (stopReason === 'paused') headers['x-cato-stop-reason'] = stopReason;
  if (costUsd !== null) headers['x-cato-cost-usd'] = decimal(costUsd);
  return headers;
}

/** Without an exponent, to a billionth. */
function decimal(dollars: number): string {
  return dollars.toFixed(9).replace(/\.?0+$/, '');
}

/** Header values take visible ASCII only. */
export function headerText(text: string): string {
  const clean = /^[\x20-\x7e]*$/.test(text) ? text : text.replaceAll('→', '->').replace(/[^\x20-\x7e]+/g, '?');
  return clean.length > maxReasonLength ? `${clean.slice(0, maxReasonLength)}...` : clean;
}
