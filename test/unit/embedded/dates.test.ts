import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calendarDay, dayNumbered, isoDate, shiftDay, weekdayName } from '../../../adapters/embedded/calendar-day.ts';
import { answerDates } from '../../../adapters/embedded/dates.ts';
import { now } from './ask-embedded-model.ts';

describe('on Friday, 6 March 2026, 14:03 UTC', () => {
  test.each([
    ['What day is it today?', 'Today is Friday, 6 March 2026 (2026-03-06), by UTC.'],
    ['what is today', 'Today is Friday, 6 March 2026 (2026-03-06), by UTC.'],
    ["what's today's date?", 'Today is Friday, 6 March 2026 (2026-03-06), by UTC.'],
    ['Can you please tell me the date?', 'Today is Friday, 6 March 2026 (2026-03-06), by UTC.'],
    ['what is the date', 'Today is Friday, 6 March 2026 (2026-03-06), by UTC.'],
    ['Is it Monday today?', 'Today is Friday, 6 March 2026 (2026-03-06), by UTC.'],
    ['what is the date tomorrow', 'Tomorrow is Saturday, 7 March 2026 (2026-03-07), by UTC.'],
    ['What day was it yesterday?', 'Yesterday was Thursday, 5 March 2026 (2026-03-05), by UTC.'],
    ['what day is the day after tomorrow?', 'That is Sunday, 8 March 2026 (2026-03-08).'],
    ['What about tomorrow?', 'Tomorrow is Saturday, 7 March 2026 (2026-03-07), by UTC.'],
    ['in 10 days', 'That is Monday, 16 March 2026 (2026-03-16).'],
    ['what is the date in ten days?', 'That is Monday, 16 March 2026 (2026-03-16).'],
    ['what day will it be 2 weeks from now?', 'That is Friday, 20 March 2026 (2026-03-20).'],
    ['what was the date 3 weeks ago', 'That was Friday, 13 February 2026 (2026-02-13).'],
    ['What date is a year from today?', 'That is Saturday, 6 March 2027 (2027-03-06).'],
    ['What is 30 days after January 31, 2026?', 'That was Monday, 2 March 2026 (2026-03-02).'],
    ['what is 1 month after 2024-01-31?', 'That was Thursday, 29 February 2024 (2024-02-29).'],
    ['When is next Friday?', 'That is Friday, 13 March 2026 (2026-03-13).'],
    ['what date was last Friday', 'That was Friday, 27 February 2026 (2026-02-27).'],
    ['what date was last Thursday', 'Yesterday was Thursday, 5 March 2026 (2026-03-05), by UTC.'],
    ['what weekday was 2000-02-29', 'That was Tuesday, 29 February 2000 (2000-02-29).'],
    ['What day of the week was July 4, 1776?', 'That was Thursday, 4 July 1776 (1776-07-04).'],
    ['which day of the week is 5th of April 2026', 'That is Sunday, 5 April 2026 (2026-04-05).'],
    ['what day does Christmas fall on?', 'That is Friday, 25 December 2026 (2026-12-25).'],
    ['what day is 29 February', 'That is Tuesday, 29 February 2028 (2028-02-29).'],
    [
      'how many days between 2026-01-01 and 2026-03-01?',
      'From 2026-01-01 (Thursday) to 2026-03-01 (Sunday) it is 59 days.',
    ],
    [
      'How many days are there between March 1, 2026 and 5 March 2026?',
      'From 2026-03-01 (Sunday) to 2026-03-05 (Thursday) it is 4 days.',
    ],
    [
      'how many weeks between 2026-01-01 and 2026-03-01',
      'From 2026-01-01 (Thursday) to 2026-03-01 (Sunday) it is 8 weeks and 3 days.',
    ],
    ['days until 2026-12-25', 'From 2026-03-06 (Friday) to 2026-12-25 (Friday) it is 294 days.'],
    ['How many days until Christmas?', 'From 2026-03-06 (Friday) to 2026-12-25 (Friday) it is 294 days.'],
    ['how long until tomorrow', 'From 2026-03-06 (Friday) to 2026-03-07 (Saturday) it is 1 day.'],
    ['How many days since January 1st, 2026?', 'From 2026-01-01 (Thursday) to 2026-03-06 (Friday) it is 64 days.'],
    [
      'days until 2026-03-01',
      'From 2026-03-06 (Friday) to 2026-03-01 (Sunday) it is 5 days. The second date lies before the first.',
    ],
    ['What time is it?', 'It is 14:03 UTC.'],
    ['tell me what time it is now', 'It is 14:03 UTC.'],
    ['What year is it?', 'It is the year 2026.'],
    ['what month is it', 'It is March 2026.'],
    ['Is 2024 a leap year?', 'Yes, 2024 is a leap year.'],
    ['is 1900 a leap year', 'No, 1900 is not a leap year.'],
    ['how many days are in February 2024', 'February 2024 has 29 days.'],
  ])('%s', (question, answer) => {
    expect(answerDates(question, now)).toBe(answer);
  });

  test.each([
    ['What weekday is 2026-02-30?'],
    ['how many days between 2026-13-01 and 2026-03-01'],
    ['what is the date 9000000 days from now'],
    ['what is the date in 9000 years'],
  ])('there is no such day: %s', (question) => {
    expect(answerDates(question, now)).toMatch(/has no such day/);
  });
});

describe('questions the calendar does not answer are left alone', () => {
  test.each([
    ['What time is it in Tokyo?'],
    ['When was the battle of Hastings?'],
    ['What is the date of the meeting?'],
    ['When is my birthday?'],
    ['When is Easter?'],
    ['What is love?'],
    ['what is may'],
    ['When is dinner?'],
    ['What is sun?'],
    ['How many days does the trip take?'],
    ['My trip is in 10 days'],
    ['how many days until the release'],
    ['What was 03/04/2026?'],
    [''],
  ])('%s', (question) => {
    expect(answerDates(question, now)).toBeNull();
  });
});

describe('the calendar', () => {
  const dayNumber = fc.integer({ min: -719_162, max: 2_932_896 });

  test('names the same days as the platform for every day of the years 1 to 9999', () => {
    fc.assert(
      fc.property(dayNumber, (number) => {
        const day = dayNumbered(number);
        const date = new Date(number * 86_400_000);
        expect(day && isoDate(day)).toBe(date.toISOString().slice(0, 10));
        expect(day && calendarDay(day.year, day.month, day.day)).toEqual(day);
        expect(day && weekdayName(day)).toBe(date.toLocaleDateString('en-US', { weekday: 'long', timeZone: 'UTC' }));
      }),
    );
  });

  test('ends where it says it ends', () => {
    expect(dayNumbered(-719_162)).toMatchObject({ year: 1, month: 1, day: 1 });
    expect(dayNumbered(-719_163)).toBeNull();
    expect(dayNumbered(2_932_896)).toMatchObject({ year: 9999, month: 12, day: 31 });
    expect(dayNumbered(2_932_897)).toBeNull();
    expect(dayNumbered(Number.MAX_SAFE_INTEGER)).toBeNull();
  });

  test('comes back after going as many days there and back', () => {
    fc.assert(
      fc.property(dayNumber, fc.integer({ min: -100_000, max: 100_000 }), (number, count) => {
        const day = dayNumbered(number);
        const there = day && shiftDay(day, count, 'day');
        if (there) expect(shiftDay(there, -count, 'day')).toEqual(day);
      }),
    );
  });
});
