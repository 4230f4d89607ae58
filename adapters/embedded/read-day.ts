import {
  type CalendarDay,
  type CalendarUnit,
  calendarDay,
  dayNumbered,
  monthNamed,
  shiftDay,
  weekdayIndex,
  weekdayNamed,
} from './calendar-day.ts';

/** A day that was named, or why there is none: the words are no date, or the calendar has no such day. */
export type ReadDay = CalendarDay | 'no date' | 'no such day';

const feasts: Readonly<Record<string, readonly [month: number, day: number]>> = {
  christmas: [12, 25],
  'christmas day': [12, 25],
  'christmas eve': [12, 24],
  "new year's eve": [12, 31],
  'new year': [1, 1],
  "new year's": [1, 1],
  "new year's day": [1, 1],
  halloween: [10, 31],
};
const nearby: Readonly<Record<string, number>> = {
  today: 0,
  now: 0,
  tomorrow: 1,
  yesterday: -1,
  'the day after tomorrow': 2,
  'the day before yesterday': -2,
};
const maxCount = 10_000_000;

/**
 * Reads a day from lower-case words: ISO dates, months by name, feasts, `today` and its neighbours,
 * `next friday`, `in 10 days`, `2 weeks ago`, `30 days after 2026-01-01`. A date without a year is the next one from today.
 */
export function readDay(text: string, today: CalendarDay): ReadDay {
  const words = text
    .replace(/^(?:on|the date|the) (?!day (?:after|before))/, '')
    .replace(/^the (?=day (?:after|before) \d)/, '1 ')
    .trim();
  const offset = nearby[words] ?? nearby[`the ${words}`];
  if (offset !== undefined) return orNoSuchDay(dayNumbered(today.number + offset));
  const feast = feasts[words];
  if (feast) return upcoming(today, feast[0], feast[1]);
  return readDate(words, today) ?? readWeekday(words, today) ?? readShift(words, today) ?? 'no date';
}

function readDate(words: string, today: CalendarDay): ReadDay | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(words);
  if (iso) return orNoSuchDay(calendarDay(Number(iso[1]), Number(iso[2]), Number(iso[3])));
  const named =
    /^(?:[a-z]+day,? )?(?<month>[a-z]{3,9})\.? (?<day>\d{1,2})(?:st|nd|rd|th)?(?:,? (?<year>\d{4}))?$/.exec(words) ??
    /^(?:[a-z]+day,? )?(?<day>\d{1,2})(?:st|nd|rd|th)?(?: of)? (?<month>[a-z]{3,9})\.?(?:,? (?<year>\d{4}))?$/.exec(
      words,
    );
  const month = monthNamed(named?.groups?.month ?? '');
  if (!named?.groups || month === 0) return null;
  const day = Number(named.groups.day);
  const year = named.groups.year;
  return year === undefined ? upcoming(today, month, day) : orNoSuchDay(calendarDay(Number(year), month, day));
}

function readWeekday(words: string, today: CalendarDay): ReadDay | null {
  const match = /^(?:(this|next|coming|last) )?([a-z]{3,9})$/.exec(words);
  const weekday = weekdayNamed(match?.[2] ?? '');
  if (weekday === -1) return null;
  const ahead = (weekday - weekdayIndex(today) + 7) % 7;
  const offset = match?.[1] === 'last' ? (ahead || 7) - (ahead === 0 ? 14 : 7) : ahead || 7;
  return orNoSuchDay(dayNumbered(today.number + offset));
}

function readShift(words: string, today: CalendarDay): ReadDay | null {
  const amount = '(an?|\\d{1,9}) (day|week|month|year)s?';
  const later = new RegExp(`^(?:in|after) ${amount}$`).exec(words);
  if (later) return shift(today, later, 1);
  const ago = new RegExp(`^${amount} ago$`).exec(words);
  if (ago) return shift(today, ago, -1);
  const relative = new RegExp(`^${amount} (from|after|before) (.+)$`).exec(words);
  if (!relative) return null;
  const base = readDay(relative[4] ?? '', today);
  return typeof base === 'string' ? base : shift(base, relative, relative[3] === 'before' ? -1 : 1);
}

function shift(from: CalendarDay, match: RegExpExecArray, sign: 1 | -1): ReadDay {
  const count = match[1]?.startsWith('a') ? 1 : Number(match[1]);
  if (count > maxCount) return 'no such day';
  return orNoSuchDay(shiftDay(from, sign * count, match[2] as CalendarUnit));
}

/** The first day of that date from today on; February 29 waits for a leap year. */
function upcoming(today: CalendarDay, month: number, day: number): ReadDay {
  for (let year = today.year; year <= today.year + 8; year++) {
    const candidate = calendarDay(year, month, day);
    if (candidate && candidate.number >= today.number) return candidate;
  }
  return 'no such day';
}

function orNoSuchDay(day: CalendarDay | null): ReadDay {
  return day ?? 'no such day';
}
