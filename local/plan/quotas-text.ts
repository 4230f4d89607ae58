import { figure } from './figure.ts';
import type { NeededQuota } from './needed-quotas.ts';

/** Quotas for people: first what is to be raised. */
export function quotasText(quotas: readonly NeededQuota[]): string {
  const rank = ({ isToRaise }: NeededQuota): number => (isToRaise === true ? 0 : isToRaise === null ? 1 : 2);
  const sorted = [...quotas].sort((one, other) => rank(one) - rank(other));
  const lines = sorted.flatMap((quota) => [
    `${verdict(quota)}${quota.service}: ${quota.name}${quota.code === null ? '' : ` (${quota.code})`}`,
    `      needed ${quota.needed.toLocaleString('en-US')} ${quota.unit}, usually ${quota.default === null ? 'unknown' : `${quota.default.toLocaleString('en-US')}${quota.isVerified ? '' : '*'}`}; ${quota.how}`,
    `      ${quota.note === null ? '' : `${quota.note} `}${quota.source}`,
  ]);
  return [
    'Quotas of the account, for the whole load at its busiest in one region:',
    ...lines,
    ...(quotas.some((quota) => quota.default !== null && !quota.isVerified)
      ? ['* could not be confirmed in a source.']
      : []),
    '',
  ].join('\n');
}

function verdict({ isToRaise, needed }: NeededQuota): string {
  if (isToRaise === true) return 'RAISE ';
  return isToRaise === null && needed > 0 ? 'CHECK ' : 'ok    ';
}

/** Of a quota in a table: needed and usual. */
export function quotaRow({ service, name, code, needed, unit, default: usual, isToRaise }: NeededQuota): string {
  const raise = isToRaise === null ? 'look it up' : isToRaise ? 'yes' : 'no';
  return `| ${service}: ${name} | ${code ?? ''} | ${usual === null ? 'unknown' : figure(usual)} | ${figure(needed)} ${unit} | ${raise} |`;
}
