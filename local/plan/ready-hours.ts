import type { ProvisionedConcurrency } from '../../config/deploy-settings.ts';
import { hoursPerMonth } from './volume.ts';

const daysPerWeek = 7;

/**
 * Hours a month between the two times of day. Reads `cron(0 6 ? * MON-FRI *)`: a fixed hour, every day or days of the
 * week; whatever else it says is taken for every hour of the month, which errs on the dear side.
 */
export function readyHours({ from, until }: Pick<ProvisionedConcurrency, 'from' | 'until'>): number {
  const [begin, end] = [readTime(from), readTime(until)];
  if (begin === null || end === null || begin.days !== end.days || end.hour <= begin.hour) return hoursPerMonth;
  return ((end.hour - begin.hour) * begin.days * hoursPerMonth) / (24 * daysPerWeek);
}

const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function readTime(cron: string): { readonly hour: number; readonly days: number } | null {
  const match = /^cron\((\d+) (\d+) \S+ \* (\S+) \*\)$/.exec(cron);
  if (match === null) return null;
  const [, minute = '0', hour = '0', days = '*'] = match;
  const range = /^([A-Z]{3})-([A-Z]{3})$/.exec(days);
  const [first, last] = [names.indexOf(range?.[1] ?? ''), names.indexOf(range?.[2] ?? '')];
  const count = range === null ? daysPerWeek : last - first + 1;
  if (days !== '*' && days !== '?' && (range === null || first < 0 || last < first)) return null;
  return { hour: Number(hour) + Number(minute) / 60, days: count };
}
