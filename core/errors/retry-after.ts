const maxDelayMs = 24 * 60 * 60 * 1000;

/**
 * How long a provider asks us to wait, from its headers: `retry-after-ms`, else `retry-after` in seconds or as a date.
 * @param now milliseconds since the epoch, for dates.
 * @returns milliseconds, a day at most; `null` when no time to come was said.
 */
export function parseRetryAfter(header: (name: string) => string | null, now: number): number | null {
  const milliseconds = header('retry-after-ms');
  if (milliseconds !== null && /^\d+(\.\d+)?$/.test(milliseconds.trim())) {
    const delayMs = withinADay(Math.ceil(Number(milliseconds)));
    // Nought says nothing, and `retry-after` may.
    if (delayMs !== null) return delayMs;
  }
  const value = header('retry-after')?.trim();
  if (!value) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return withinADay(Math.ceil(Number(value) * 1000));
  // `Date.parse` takes `-5` for a year; HTTP dates begin with the day of the week.
  const date = /^[A-Za-z]{3}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? null : withinADay(date - now);
}

function withinADay(delayMs: number): number | null {
  return delayMs > 0 ? Math.min(delayMs, maxDelayMs) : null;
}
