import { describe, expect, test } from '@jest/globals';
import { cronFault } from '../../../config/cron-fault.ts';

describe('a schedule', () => {
  test.each([
    'cron(0 6 ? * MON-FRI *)',
    'cron(0/15 8-18 * JAN,JUN-AUG ? 2026-2030)',
    'cron(*/5 * ? * 2#1 *)',
    'cron(0 0 L * ? *)',
    'cron(0 0 15W * ? *)',
    'cron(30 23 ? 12 6L *)',
  ])('that AWS takes is taken: %s', (text) => {
    expect(cronFault(text)).toBeNull();
  });

  test.each([
    ['rate(1 hour)', /expected `cron\(/],
    ['cron(0 6 * * *)', /expected `cron\(/],
    ['cron(0  6 ? * MON *)', /expected `cron\(/],
    ['cron(60 6 ? * MON *)', /`60` is no minutes/],
    ['cron(0 24 ? * MON *)', /`24` is no hours/],
    ['cron(0 6 0 * ? *)', /`0` is no day of the month/],
    ['cron(0 6 32W * ? *)', /`32W` is no day of the month/],
    ['cron(0 6 ? FOO MON *)', /`FOO` is no month/],
    ['cron(0 6 ? * 0 *)', /`0` is no day of the week/],
    ['cron(0 6 ? * 2#6 *)', /`2#6` is no day of the week/],
    ['cron(0 6 ? * MON 1969)', /`1969` is no year/],
    ['cron(L 6 ? * MON *)', /`L` is no minutes/],
    ['cron(0/0 6 ? * MON *)', /is no minutes/],
    ['cron(1-2-3 6 ? * MON *)', /is no minutes/],
    ['cron(1- 6 ? * MON *)', /is no minutes/],
    ['cron(? 6 * * ? *)', /`\?` is no minutes/],
    ['cron(0 6 * * MON *)', /`\?` as the day or as the weekday/],
    ['cron(0 6 ? * ? *)', /not as both/],
  ])('that AWS refuses is refused: %s', (text, why) => {
    expect(cronFault(text)).toMatch(why);
  });
});
