import type { ModelRow } from '../../config/model-row.ts';

/** One row a line, so that a new import reads as a list of changed models. */
export function rowsToText(rows: readonly ModelRow[]): string {
  return `[\n${rows.map((row) => JSON.stringify(withOrderedFields(row))).join(',\n')}\n]\n`;
}

const fieldOrder = [
  'id',
  'provider',
  'region',
  'window',
  'maxInput',
  'maxOutput',
  'prices',
  'uplift',
  'capabilities',
  'retires',
  'source',
  'asOf',
] as const satisfies readonly (keyof ModelRow)[];

function withOrderedFields(row: ModelRow): Readonly<Record<string, unknown>> {
  return Object.fromEntries(fieldOrder.filter((field) => row[field] !== undefined).map((field) => [field, row[field]]));
}
