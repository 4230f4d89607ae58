/** A time as it is written in the file: `30d`, `12h`, `90m`. */
export const durationPattern = /^\d{1,6}[dhm]$/;

const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 };

/** @param text as `durationPattern`. */
export function durationMs(text: string): number {
  return Number(text.slice(0, -1)) * (unitMs[text.slice(-1)] ?? 0);
}
