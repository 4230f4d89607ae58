import { counted } from '../../core/errors/counted.ts';
import type { SpendingEstimate } from './estimate-spending.ts';

/** More than this is not spent without being told to, US dollars. */
const maxUnaskedUsd = 1;

/** What may be spent, in one line. */
export function spendingText(estimates: readonly SpendingEstimate[], questionCount: number): string {
  const told = estimates.map(({ target, usd }) => `${target} ${usd === null ? 'price unknown' : dollars(usd)}`);
  const unknown = estimates.filter(({ usd }) => usd === null).length;
  const besides = unknown === 0 ? '' : `, and ${counted(unknown, 'target')} of unknown price`;
  const asked = `${counted(estimates.length, 'target')}, ${counted(questionCount, 'question')} each`;
  return `${asked}: at most ${dollars(known(estimates))}${besides} (${told.join(', ')}).`;
}

/** Why nothing may be spent without `--yes`; `null` = it may. */
export function refuseSpending(estimates: readonly SpendingEstimate[], isTerminal: boolean): string | null {
  const hasUnknown = estimates.some(({ usd }) => usd === null);
  const usd = known(estimates);
  if (!hasUnknown && usd === 0) return null;
  if (hasUnknown) return 'What this costs is not known: set the `price` of the targets, or agree with --yes.';
  if (usd > maxUnaskedUsd) return `This may cost more than ${dollars(maxUnaskedUsd)}: agree with --yes, or ask less.`;
  return isTerminal ? null : 'This costs money and nobody watches a terminal: agree with --yes.';
}

function known(estimates: readonly SpendingEstimate[]): number {
  return estimates.reduce((total, { usd }) => total + (usd ?? 0), 0);
}

function dollars(usd: number): string {
  return `$${usd === 0 ? '0' : usd.toFixed(4)}`;
}
