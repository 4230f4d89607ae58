import {
  type CalendarDay,
  dayAt,
  daysInMonth,
  isLeapYear,
  isoDate,
  monthName,
  monthNamed,
  weekdayName,
  writeDay,
} from './calendar-day.ts';
import { numberWordsToDigits } from './number-words.ts';
import { plainQuestion } from './plain-question.ts';
import { type ReadDay, readDay } from './read-day.ts';

const noSuchDay = 'The Gregorian calendar of the years 1 to 9999, which is what I reckon with, has no such day.';

/** What a question about the calendar or the clock asks for; groups are the pattern's, without the whole match. */
type DateAnswerer = (groups: readonly string[], today: CalendarDay, now: number) => string | null;

const answerers: readonly (readonly [RegExp, DateAnswerer])[] = [
  [
    /^(?:what(?:'s| is|s) )?the (?:current )?time(?: is it)?$|^(?:what(?:'s| is|s)?|the) (?:the )?(?:current )?time(?: is it| it is)?(?: right)?$/,
    (_, __, now) => `It is ${new Date(now).toISOString().slice(11, 16)} UTC.`,
  ],
  [
    /^(?:what|which) (year|month) (?:is it|it is|are we in|is this)$|^(?:what(?:'s| is|s) )?the current (year|month)$/,
    ([a, b], today) =>
      (a ?? b) === 'year' ? `It is the year ${today.year}.` : `It is ${monthName(today.month)} ${today.year}.`,
  ],
  [/^(?:is|was|will) (?:the year )?(\d{1,4})(?: be)? a leap year$/, ([year]) => answerLeapYear(Number(year))],
  [
    /^how many days (?:are there |are |does |has |have )?(?:in )?(?:the year )?(\d{4})(?: have)?$/,
    ([year]) => `The year ${year} has ${isLeapYear(Number(year)) ? 366 : 365} days.`,
  ],
  [
    /^how many days (?:are there |are |does |has |have )?(?:in )?([a-z]{3,9}) (\d{4})(?: have)?$/,
    ([name, year]) => answerMonthLength(name, Number(year)),
  ],
  [
    /^(?:(?:how many|count|number of|the number of) )?(days?|weeks?)(?: are there| are| is it| lie| passed)? (?:between|from) (.+?) (?:and|to|until|till) (.+)$/,
    ([unit, from, to], today) => answerSpan(unit, from, to, today),
  ],
  [
    /^(?:how many )?(days?|weeks?)(?: are there| are| is it| left| remain| remaining| to go)*,? (?:until|till|to|before) (.+)$/,
    ([unit, to], today) => answerSpan(unit, 'today', to, today),
  ],
  [
    /^how (?:long|far)(?: is it| away is)?(?: until| till| to)? (.+?)$/,
    ([to], today) => answerSpan('days', 'today', to, today),
  ],
  [
    /^(?:how many )?(days?|weeks?)(?: have passed| passed| is it| ago was| has it been)? since (.+)$/,
    ([unit, from], today) => answerSpan(unit, from, 'today', today),
  ],
  [
    /^(?:what|which|the)(?:'s| is|s| was| will be)? ?(?:the )?(?:current )?(?:date|day|weekday|day of the week|week day)(?: of the week)?(?: is it| it is| was it| will it be| do we have| would it be| is| was| will| does| of| on| for)*(?: the date)?(?: right)? ?(.*)$/,
    ([asked], today) => answerDay(asked || 'today', today),
  ],
  [
    /^what(?:'s| is|s) (today|tomorrow|yesterday)(?:'s)?(?: date| day| weekday)?$/,
    ([asked], today) => answerDay(asked, today),
  ],
  [/^(today|tomorrow|yesterday)'s (?:date|day|weekday)$/, ([asked], today) => answerDay(asked, today)],
  [/^is (?:it|today) (?:an? )?[a-z]+day(?: today)?$/, (_, today) => answerDay('today', today)],
  [/^(?:what|how) about (.+)$/, ([asked], today) => answerDay(asked, today)],
  [/^(in .+|.+ ago|.+ from (?:now|today))$/, ([asked], today) => answerDay(asked, today)],
  [/^(?:when|what|what date|which date)(?:'s| is|s| was| will be) (.+)$/, ([asked], today) => answerDay(asked, today)],
];

/** Dates and times, reckoned in UTC from `now` (milliseconds since the epoch); `null` when the sentence asks for none. */
export function answerDates(sentence: string, now: number): string | null {
  const question = numberWordsToDigits(plainQuestion(sentence));
  const today = dayAt(now);
  if (!today) return null;
  for (const [pattern, answer] of answerers) {
    const match = pattern.exec(question);
    const answered = match && answer(match.slice(1), today, now);
    if (answered) return answered;
  }
  return null;
}

function answerDay(asked: string | undefined, today: CalendarDay): string | null {
  const words = (asked ?? '').replace(/(?: (?:fall|falls|be|on|a|was|is))+$/, '');
  const day = readDay(words, today);
  if (typeof day === 'string') return explain(day);
  const difference = day.number - today.number;
  const name = { '0': 'Today is', '1': 'Tomorrow is', '-1': 'Yesterday was' }[String(difference)];
  if (name !== undefined) return `${name} ${writeDay(day)}, by UTC.`;
  return `That ${difference > 0 ? 'is' : 'was'} ${writeDay(day)}.`;
}

function answerSpan(unit = 'days', from = '', to = '', today: CalendarDay): string | null {
  const start = readDay(from, today);
  const end = readDay(to, today);
  if (start === 'no date' || end === 'no date') return null;
  if (typeof start === 'string' || typeof end === 'string') return noSuchDay;
  const days = end.number - start.number;
  const count = Math.abs(days);
  const span = unit.startsWith('week')
    ? `${amount(Math.floor(count / 7), 'week')} and ${amount(count % 7, 'day')}`
    : amount(count, 'day');
  const order = days < 0 ? ' The second date lies before the first.' : '';
  return `From ${isoDate(start)} (${weekdayName(start)}) to ${isoDate(end)} (${weekdayName(end)}) it is ${span}.${order}`;
}

function answerLeapYear(year: number): string {
  return isLeapYear(year) ? `Yes, ${year} is a leap year.` : `No, ${year} is not a leap year.`;
}

function answerMonthLength(name: string | undefined, year: number): string | null {
  const month = monthNamed(name ?? '');
  return month === 0 ? null : `${monthName(month)} ${year} has ${daysInMonth(year, month)} days.`;
}

function explain(day: Extract<ReadDay, string>): string | null {
  return day === 'no date' ? null : noSuchDay;
}

function amount(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
