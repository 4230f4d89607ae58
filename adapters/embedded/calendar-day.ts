const dayMs = 86_400_000;
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** A day of the Gregorian calendar in the years 1 to 9999, in UTC; `number` counts days since 1970-01-01. */
export interface CalendarDay {
  readonly number: number;
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
}

export type CalendarUnit = 'day' | 'week' | 'month' | 'year';

/** The day of a date; `null` when the calendar has no such day. */
export function calendarDay(year: number, month: number, day: number): CalendarDay | null {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return { number: startOfMonth(year, month) + day - 1, year, month, day };
}

/** The day so many days after 1970-01-01; `null` outside the years 1 to 9999. */
export function dayNumbered(number: number): CalendarDay | null {
  const date = new Date(number * dayMs);
  const year = date.getUTCFullYear();
  if (!(year >= 1 && year <= 9999)) return null;
  return { number, year, month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** @param epochMs milliseconds since the epoch. */
export function dayAt(epochMs: number): CalendarDay | null {
  return dayNumbered(Math.floor(epochMs / dayMs));
}

/** So many units later, or earlier when negative. A day its month does not have becomes the month's last. */
export function shiftDay(from: CalendarDay, count: number, unit: CalendarUnit): CalendarDay | null {
  if (unit === 'day') return dayNumbered(from.number + count);
  if (unit === 'week') return dayNumbered(from.number + 7 * count);
  const monthIndex = from.year * 12 + (from.month - 1) + count * (unit === 'year' ? 12 : 1);
  const year = Math.floor(monthIndex / 12);
  const month = monthIndex - year * 12 + 1;
  return calendarDay(year, month, Math.min(from.day, daysInMonth(year, month)));
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function weekdayName(day: CalendarDay): string {
  return weekdays[weekdayIndex(day)] ?? '';
}

/** From 0 for Sunday. */
export function weekdayIndex(day: CalendarDay): number {
  return (((day.number + 4) % 7) + 7) % 7;
}

export function monthName(month: number): string {
  return months[month - 1] ?? '';
}

/** A weekday's index from its name in lower case; -1 when it is none. */
export function weekdayNamed(name: string): number {
  return weekdays.findIndex((weekday) => weekday.toLowerCase() === name);
}

/** A month, from 1, by its name or the beginning of it (`sept`), lower case; 0 when it is none. */
export function monthNamed(name: string): number {
  return name.length < 3 ? 0 : months.findIndex((month) => month.toLowerCase().startsWith(name)) + 1;
}

export function isoDate({ year, month, day }: CalendarDay): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** `Friday, 6 March 2026 (2026-03-06)`. */
export function writeDay(day: CalendarDay): string {
  return `${weekdayName(day)}, ${day.day} ${monthName(day.month)} ${day.year} (${isoDate(day)})`;
}

function startOfMonth(year: number, month: number): number {
  const date = new Date(0);
  // Date.UTC would move the years 0 to 99 into the twentieth century.
  date.setUTCFullYear(year, month - 1, 1);
  return date.getTime() / dayMs;
}
