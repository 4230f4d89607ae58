import type { Measurement } from './measurement.ts';
import type { Spread } from './statistics.ts';

/** The measurements as a table for people: medians, in brackets the quartiles and the range. */
export function toTable(measurements: readonly Measurement[], candidateName: string): string {
  const head = ['', 'bare proxy', candidateName, 'compared', 'target', ''];
  const rows = measurements.map((measurement) => [
    measurement.what,
    withUnit(measurement.bare, measurement.unit),
    withUnit(measurement.candidate, measurement.unit),
    withUnit(measurement.figure, measurement.figureUnit),
    `≤ ${measurement.target} ${measurement.figureUnit}`,
    isMet(measurement) ? 'met' : 'MISSED',
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const toLine = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const notes = measurements.map((measurement) => `${measurement.what}: ${measurement.note}.`);
  return `${[head, ...rows].map(toLine).join('\n')}\n\n${notes.join('\n')}\n`;
}

/** Whether the median of the figure is at most the target. */
export function isMet(measurement: Measurement): boolean {
  return measurement.figure.median <= measurement.target;
}

function withUnit({ median, lowerQuartile, upperQuartile, min, max }: Spread, unit: string): string {
  const digits = Math.abs(median) < 10 ? 2 : 1;
  const range = (low: number, high: number): string => `${low.toFixed(digits)}–${high.toFixed(digits)}`;
  const ranges = min === max ? '' : ` (${range(lowerQuartile, upperQuartile)}; ${range(min, max)})`;
  return `${median.toFixed(digits)} ${unit}${ranges}`;
}
