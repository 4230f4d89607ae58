const maxDelayMs = 24 * 60 * 60 * 1000;

/**
 * How long a provider asks us to wait, from its headers: `retry-after-ms`, else `retry-after` in seconds or as a date.
 * @param now milliseconds since the epoch, for dates.
 * @returns milliseconds, never negative; `null` when nothing readable was said, or more than a day.
 */
export function parseRetryAfter(header: (name: string) => string | null, now: number): number | null {
  const milliseconds = header('retry-after-ms');
  if (milliseconds !== null && /^\d+(\.\d+)?$/.test(milliseconds.trim())) {
    return withinADay(Math.ceil(Number(milliseconds)));
  }
  const value = header('retry-after')?.trim();
  if (!value) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return withinADay(Math.ceil(Number(value) * 1000));
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : withinADay(Math.max(0, date - now));
}

function withinADay(delayMs: number): number | null {
  return delayMs <= maxDelayMs ? delayMs : null;
}
